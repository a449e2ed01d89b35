using System.Runtime.InteropServices;

namespace ControlPlane.NativePackages;

/// <summary>This machine in the words of npm packages: <c>linux-x64</c>.</summary>
public static class NpmPlatform
{
    /// <param name="windows">What the package's makers call Windows.</param>
    public static string Name(string windows = "win32") =>
        (OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? "darwin" : "linux") + "-" + RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            var other => other.ToString().ToLowerInvariant(),
        };
}
