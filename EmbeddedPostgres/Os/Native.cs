using System.Runtime.InteropServices;

namespace ControlPlane.EmbeddedPostgres.Os;

internal static partial class Native
{
    public const int SigInt = 2;
    public const int SigQuit = 3;
    public const int SigKill = 9;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Chown(string path, uint uid, uint gid);

    /// <summary>The path without symbolic links; null when it does not exist.</summary>
    public static string? RealPath(string path) => OperatingSystem.IsWindows() ? Path.GetFullPath(path) : RealPath(path, 0);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial string? RealPath(string path, nint buffer);
}
