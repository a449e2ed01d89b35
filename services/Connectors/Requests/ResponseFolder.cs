namespace ControlPlane.Connectors.Requests;

/// <summary>A folder of a cache in the system's temporary place. The open lock file says that it is in use: it is let go of however the process ends.</summary>
internal sealed class ResponseFolder : IDisposable
{
    private const string Prefix = "responses-";
    private const string LockName = "in-use";

    /// <summary>A folder as young as this may just be about to be locked.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    private readonly FileStream _lock;

    private ResponseFolder(string path)
    {
        Path = path;
        _lock = new(System.IO.Path.Combine(path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    public string Path { get; }

    /// <summary>A new folder; those that killed processes have left are removed.</summary>
    public static ResponseFolder Create()
    {
        Sweep(System.IO.Path.GetTempPath());
        return new(Directory.CreateTempSubdirectory(Prefix).FullName);
    }

    /// <summary>Removes the folders in <paramref name="place"/> that nobody uses.</summary>
    public static void Sweep(string place)
    {
        foreach (var folder in new DirectoryInfo(place).EnumerateDirectories($"{Prefix}*"))
        {
            try
            {
                if (DateTime.UtcNow - folder.LastWriteTimeUtc < Young) continue;
                using (new FileStream(System.IO.Path.Combine(folder.FullName, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)) folder.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, gone already, or of somebody else.
            }
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
