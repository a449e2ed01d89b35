namespace ControlPlane.AppHost.CommandLine;

/// <summary>Where things are by default: found from the current folder upwards, then from the program's own.</summary>
internal static class Locations
{
    /// <summary><c>.local</c> beside the solution, or in the current folder where there is none.</summary>
    public static string DefaultData() => Path.Combine(Upwards("ControlPlane.sln") is { } solution ? Path.GetDirectoryName(solution)! : Environment.CurrentDirectory, ".local");

    /// <exception cref="DirectoryNotFoundException">There is no folder <c>blueprints</c> anywhere above.</exception>
    public static string Blueprints() =>
        Upwards("blueprints") ?? throw new DirectoryNotFoundException($"There is no folder 'blueprints' in or above {Environment.CurrentDirectory} or {AppContext.BaseDirectory}.");

    private static string? Upwards(string name)
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var candidate = Path.Combine(folder.FullName, name);
                if (Path.Exists(candidate)) return candidate;
            }
        return null;
    }
}
