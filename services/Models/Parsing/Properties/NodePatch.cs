using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>What a property file says of a model, seed, snapshot, analysis or singular test.</summary>
public sealed record NodePatch
{
    /// <summary>Whose file it is; not always the package of the node.</summary>
    public required string Package { get; init; }

    /// <summary><c>models/schema.yml</c></summary>
    public required string File { get; init; }

    /// <summary>How errors name the file.</summary>
    public required string Shown { get; init; }

    public required int Line { get; init; }

    public required ResourceType Type { get; init; }

    public required string Name { get; init; }

    /// <summary>Rendered. What may also be written beside it (meta, docs, group, contract, access) is in here.</summary>
    public required IReadOnlyDictionary<string, object?> Config { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Null for an entry that names none, or of one version.</summary>
    public object? Version { get; init; }

    public object? LatestVersion { get; init; }

    public string? DeprecationDate { get; init; }

    public Dictionary<string, object?>? TimeSpine { get; init; }

    internal IReadOnlyList<ColumnDeclaration> Columns { get; init; } = [];

    internal IReadOnlyList<Dictionary<string, object?>> Constraints { get; init; } = [];

    /// <summary><c>package://models/schema.yml</c></summary>
    public string FileId => $"{Package}://{File}";
}

/// <summary>What a model's file is a version of.</summary>
/// <param name="Name">The model's name, without a version.</param>
/// <param name="Version">A long, a double or a string, as written.</param>
public sealed record ModelVersion(string Name, object Version, object Latest, NodePatch Patch)
{
    /// <summary><c>v2</c></summary>
    public string Suffix => $"v{Templating.Values.PythonText.Str(Version)}";
}

/// <summary>A snapshot without a file: what it reads is named in YAML.</summary>
/// <param name="Relation"><c>ref('orders')</c></param>
public sealed record YamlSnapshot(Projects.ProjectFile File, int Line, string Name, string Relation);
