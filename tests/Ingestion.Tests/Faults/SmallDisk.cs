using System.Diagnostics;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Faults;

/// <summary>A real file system with little room, in memory.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new("disk");

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    /// <summary>Skips the test where this process may not mount one.</summary>
    public static SmallDisk Mount(int kilobytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs tmpfs.");
        var disk = new SmallDisk();
        var (exit, said) = Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", disk.Path);
        if (exit == 0) return disk;
        disk._folder.Dispose();
        Assert.Skip($"A file system of its own cannot be mounted here: {said}");
        return disk;
    }

    /// <summary>Makes room without touching what is there.</summary>
    public void Resize(int kilobytes) => Run("mount", "-o", $"remount,size={kilobytes}k", Path).Exit.ShouldBe(0);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static (int Exit, string Said) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said.Trim());
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (-1, exception.Message);
        }
    }
}
