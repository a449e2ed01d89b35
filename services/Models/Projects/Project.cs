namespace ControlPlane.Models.Projects;

/// <summary>A dbt_project.yml, with its templates rendered (but those of hooks and of configurations that are rendered later).</summary>
public sealed record Project
{
    public required string Name { get; init; }

    public string? Version { get; init; }

    /// <summary>Absolute; null for the engine's own packages, whose macros are embedded.</summary>
    public required string? Folder { get; init; }

    /// <summary>One of the engine's own packages.</summary>
    public bool IsInternal => Folder is null;

    public string? ProfileName { get; init; }

    public IReadOnlyList<string> ModelPaths { get; init; } = ["models"];

    public IReadOnlyList<string> SeedPaths { get; init; } = ["seeds"];

    public IReadOnlyList<string> SnapshotPaths { get; init; } = ["snapshots"];

    public IReadOnlyList<string> TestPaths { get; init; } = ["tests"];

    public IReadOnlyList<string> AnalysisPaths { get; init; } = ["analyses"];

    public IReadOnlyList<string> MacroPaths { get; init; } = ["macros"];

    /// <summary>Empty: all paths of resources.</summary>
    public IReadOnlyList<string> DocsPaths { get; init; } = [];

    public IReadOnlyList<string> AssetPaths { get; init; } = [];

    /// <summary>Where property files are looked for.</summary>
    public IReadOnlyList<string> ResourcePaths =>
        [.. ((IEnumerable<string>[])[ModelPaths, SeedPaths, SnapshotPaths, AnalysisPaths, MacroPaths, TestPaths]).SelectMany(paths => paths).Select(path => path.TrimEnd('/')).Distinct(StringComparer.Ordinal)];

    public string TargetPath { get; init; } = "target";

    public string PackagesPath { get; init; } = "dbt_packages";

    /// <summary>The tree under <c>models:</c>, <c>seeds:</c>, ... as rendered, by <c>models</c>, <c>seeds</c>, <c>snapshots</c>, <c>data_tests</c>, <c>sources</c>, <c>exposures</c>, <c>unit_tests</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Configs { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, object?>>(StringComparer.Ordinal);

    /// <summary>The same before rendering.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> UnrenderedConfigs { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, object?>>(StringComparer.Ordinal);

    /// <summary>As written: names, and packages' own sections.</summary>
    public IReadOnlyDictionary<string, object?> Vars { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    public IReadOnlyList<string> OnRunStart { get; init; } = [];

    public IReadOnlyList<string> OnRunEnd { get; init; } = [];

    public IReadOnlyList<DispatchRule> Dispatch { get; init; } = [];

    /// <summary>Keys <c>database</c>, <c>schema</c>, <c>identifier</c>; absent where the engine's default holds.</summary>
    public IReadOnlyDictionary<string, bool> Quoting { get; init; } = new Dictionary<string, bool>(StringComparer.Ordinal);

    /// <summary>The <c>flags:</c> of the project.</summary>
    public IReadOnlyDictionary<string, object?> Flags { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>Folders that <c>clean</c> removes; empty: the target folder.</summary>
    public IReadOnlyList<string> CleanTargets { get; init; } = [];

    /// <summary>Other packages reach only models whose access is public.</summary>
    public bool RestrictAccess { get; init; }

    /// <summary>What selectors.yml lists, rendered; root project only.</summary>
    public IReadOnlyList<object?> Selectors { get; init; } = [];

    /// <summary>Keys <c>comment</c>, <c>append</c>, <c>job-label</c>; empty where the engine's default holds. An empty comment turns comments off.</summary>
    public IReadOnlyDictionary<string, object?> QueryComment { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);
}

/// <summary>Where <c>adapter.dispatch(name, 'namespace')</c> looks, in order.</summary>
public sealed record DispatchRule(string MacroNamespace, IReadOnlyList<string> SearchOrder);

/// <summary>The output of profiles.yml that a run goes to.</summary>
/// <param name="Type"><c>postgres</c>, <c>duckdb</c>.</param>
/// <param name="Settings">As written, rendered: host, user, password, path, ...; never shown.</param>
public sealed record TargetProfile(string ProfileName, string TargetName, string Type, string? Database, string Schema, int Threads, IReadOnlyDictionary<string, object?> Settings);
