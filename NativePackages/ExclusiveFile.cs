namespace ControlPlane.NativePackages;

/// <summary>A file that one process at a time holds open; it is let go of when that process ends, however it ends.</summary>
public static class ExclusiveFile
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    /// <summary>Opens the file for this process alone; null when somebody else has it.</summary>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsSharingViolation(e))
        {
            return null;
        }
    }

    /// <summary>Waits until nobody else has it.</summary>
    public static async Task<FileStream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryOpen(path) is { } file) return file;
            await Task.Delay(Retry, cancellationToken);
        }
    }

    // On Unix .NET reports EWOULDBLOCK of flock; its number is EAGAIN, 11 on Linux and 35 on macOS.
    private static bool IsSharingViolation(IOException e) =>
        OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 32 or 33 : e.HResult is 11 or 35;
}
