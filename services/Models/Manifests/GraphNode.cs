namespace ControlPlane.Models.Manifests;

/// <summary>
/// What has a place in a project's graph. Written while a project is parsed and linked, only read afterwards, save for what compiling adds.
/// Values (configurations, meta) are null, bool, long, double, string, <c>List&lt;object?&gt;</c> or <c>Dictionary&lt;string, object?&gt;</c>
/// in the order written, as templates and artifacts use them.
/// </summary>
public abstract class GraphNode
{
    public required ResourceType ResourceType { get; init; }

    /// <summary><c>model.package.name</c>, <c>source.package.source.table</c>, <c>test.package.name.hash</c>.</summary>
    public required string UniqueId { get; init; }

    public required string Name { get; init; }

    public required string PackageName { get; init; }

    /// <summary>Relative to the folder of its resource type (<c>staging/a.sql</c>), with forward slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Relative to the package's folder (<c>models/staging/a.sql</c>).</summary>
    public required string OriginalFilePath { get; init; }

    public required IReadOnlyList<string> Fqn { get; set; }

    public List<string> Tags { get; set; } = [];

    public Dictionary<string, object?> Meta { get; set; } = new(StringComparer.Ordinal);

    public string Description { get; set; } = "";

    public NodeConfig Config { get; set; } = new();

    /// <summary>Configuration as written, before templates were rendered.</summary>
    public Dictionary<string, object?> UnrenderedConfig { get; set; } = new(StringComparer.Ordinal);

    public DependsOn DependsOn { get; } = new();

    /// <summary>Calls of <c>metric</c>: a name, or a package and a name.</summary>
    public List<IReadOnlyList<string>> Metrics { get; } = [];

    public string? Group { get; set; }

    /// <summary>Seconds since 1970, when it was parsed.</summary>
    public double CreatedAt { get; set; }

    /// <summary>The same, for another place; what it holds is shared.</summary>
    internal GraphNode Shallow() => (GraphNode)MemberwiseClone();

    /// <summary>Where in <see cref="OriginalFilePath"/>, from 1; 0 for the whole file.</summary>
    public int Line { get; init; }

    /// <summary><c>models/schema.yml:3</c></summary>
    public string FilePlace => Line > 0 ? $"{OriginalFilePath}:{Line}" : OriginalFilePath;
}

/// <summary>Unique ids, each once, in the order found.</summary>
public sealed class DependsOn
{
    public List<string> Macros { get; } = [];

    public List<string> Nodes { get; } = [];

    public void AddMacro(string uniqueId)
    {
        if (!Macros.Contains(uniqueId)) Macros.Add(uniqueId);
    }

    public void AddNode(string uniqueId)
    {
        if (!Nodes.Contains(uniqueId)) Nodes.Add(uniqueId);
    }
}

/// <summary>A <c>ref</c> as called.</summary>
/// <param name="Version">A long or a string, as written; null for none.</param>
public sealed record RefArgs(string Name, string? Package = null, object? Version = null);
