namespace ControlPlane.Benchmarks.Hosting;

/// <summary>The checkout that this program was built from.</summary>
internal static class Repository
{
    public static string Blueprints { get; } = Find("blueprints");

    public static string Root { get; } = Path.GetDirectoryName(Blueprints)!;

    private static string Find(string folder)
    {
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
            if (Directory.Exists(Path.Combine(above.FullName, folder)) && File.Exists(Path.Combine(above.FullName, "ControlPlane.sln"))) return Path.Combine(above.FullName, folder);
        throw new DirectoryNotFoundException($"There is no folder '{folder}' beside ControlPlane.sln above {AppContext.BaseDirectory}.");
    }
}
