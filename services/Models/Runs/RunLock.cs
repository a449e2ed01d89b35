namespace ControlPlane.Models.Runs;

/// <summary>One run at a time writes into a target folder; a second is refused at once, whichever process it is in.</summary>
public sealed class RunLock : IDisposable
{
    private const string Name = ".run.lock";
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <exception cref="RunException">Another run has the folder.</exception>
    public static RunLock Take(string targetFolder)
    {
        Directory.CreateDirectory(targetFolder);
        var path = Path.Combine(targetFolder, Name);
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new(file);
        }
        catch (IOException e)
        {
            throw new RunException(
                $"Another run is writing to {targetFolder}. Wait until it has ended, or give this one a folder of its own with --target-path.",
                innerException: e);
        }
    }

    public void Dispose() => _file.Dispose();
}
