using System.Globalization;
using ControlPlane.NativePackages;

namespace ControlPlane.EmbeddedPostgres;

/// <summary>
/// One process at a time works on a data folder. The lock is an exclusively opened file, so it disappears with its process,
/// however that ends; the file itself stays.
/// </summary>
public sealed class DataDirectoryLock : IDisposable
{
    private const string LockFileName = ".lock";

    // Beside the lock, since an exclusively locked file cannot be read by the one who was refused.
    private const string OwnerFileName = ".lock.owner";

    private readonly FileStream _file;

    private DataDirectoryLock(string directory, FileStream file)
    {
        Directory = directory;
        _file = file;
    }

    public string Directory { get; }

    /// <summary>Takes the folder, creating it where needed.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process, or another part of this one, holds it.</exception>
    /// <exception cref="EmbeddedPostgresException">The folder cannot be written.</exception>
    public static DataDirectoryLock Acquire(string directory)
    {
        var path = Path.GetFullPath(directory);
        try
        {
            System.IO.Directory.CreateDirectory(path);
            if (ExclusiveFile.TryOpen(Path.Combine(path, LockFileName)) is not { } file)
                throw new DataDirectoryInUseException(path, ReadOwner(path));
            try
            {
                File.WriteAllText(Path.Combine(path, OwnerFileName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            }
            catch
            {
                file.Dispose();
                throw;
            }

            return new DataDirectoryLock(path, file);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new EmbeddedPostgresException(
                $"The data folder '{path}' cannot be used: {e.Message} Choose a folder on a disk with space that this user may write, "
                + "or remove it if another user made it.", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static int? ReadOwner(string directory)
    {
        try
        {
            return int.TryParse(File.ReadAllText(Path.Combine(directory, OwnerFileName)), CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
