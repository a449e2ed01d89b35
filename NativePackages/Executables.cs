namespace ControlPlane.NativePackages;

internal static class Executables
{
    public static IReadOnlyList<string> PathDirectories { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static bool IsInPath(string name) => Find(PathDirectories, name) is not null;

    /// <summary>The file of a program, or null.</summary>
    public static string? Find(IEnumerable<string> directories, string name) =>
        directories.SelectMany(directory => Names(name).Select(file => Path.Combine(directory, file))).FirstOrDefault(File.Exists);

    public static string FileName(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    private static string[] Names(string name) => OperatingSystem.IsWindows() ? [name + ".exe", name + ".cmd"] : [name];
}
