using ControlPlane.Models.Jinja;
using ControlPlane.Templating;

namespace ControlPlane.Models.Manifests;

/// <summary>What has SQL or rows of its own: models, seeds, snapshots, data tests, analyses, operations.</summary>
public sealed class ManifestNode : GraphNode
{
    /// <summary>Null on engines without databases in names.</summary>
    public string? Database { get; set; }

    public string Schema { get; set; } = "";

    public string Alias { get; set; } = "";

    /// <summary>As rendered into SQL, quoted; null for what has no relation (ephemeral models, tests without stored failures).</summary>
    public string? RelationName { get; set; }

    public string RawCode { get; set; } = "";

    /// <summary><c>sql</c>; <c>python</c> models are parsed for the graph and refused when run.</summary>
    public string Language { get; init; } = "sql";

    public Checksum Checksum { get; set; } = Checksum.None;

    public Dictionary<string, ColumnInfo> Columns { get; set; } = new(StringComparer.Ordinal);

    public Docs Docs { get; set; } = new();

    /// <summary><c>package://models/schema.yml</c> of the property file that describes it.</summary>
    public string? PatchPath { get; set; }

    /// <summary>Relative path of what was written under the target folder by a run.</summary>
    public string? BuildPath { get; set; }

    /// <summary>What the file's own config(...) calls said.</summary>
    public Dictionary<string, object?> ConfigCall { get; set; } = new(StringComparer.Ordinal);

    public Dictionary<string, object?> UnrenderedConfigCall { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Names of docs blocks that descriptions use, as unique ids.</summary>
    public List<string> DocBlocks { get; set; } = [];

    public List<RefArgs> Refs { get; } = [];

    /// <summary>Pairs of source and table name.</summary>
    public List<IReadOnlyList<string>> Sources { get; } = [];

    /// <summary><c>private</c>, <c>protected</c> or <c>public</c>; models only.</summary>
    public string Access { get; set; } = "protected";

    public List<Dictionary<string, object?>> Constraints { get; set; } = [];

    /// <summary>A long or a string; null for a model without versions.</summary>
    public object? Version { get; set; }

    public object? LatestVersion { get; set; }

    public string? DeprecationDate { get; set; }

    /// <summary>The <c>time_spine</c> of a model that the semantic layer counts time by, as the manifest holds it.</summary>
    public Dictionary<string, object?>? TimeSpine { get; set; }

    public List<string> PrimaryKey { get; set; } = [];

    public Contract Contract { get; set; } = new();

    /// <summary>Generic tests only.</summary>
    public TestMetadata? TestMetadata { get; set; }

    public string? ColumnName { get; set; }

    /// <summary><c>models.orders</c>: the place in the property file; generic tests only.</summary>
    public string? FileKeyName { get; set; }

    /// <summary>Unique id of what a generic test is declared on.</summary>
    public string? AttachedNode { get; set; }

    /// <summary>Operations: the place in on-run-start or on-run-end, from 0 within its project.</summary>
    public int? Index { get; init; }

    /// <summary>Seeds: the folder that <see cref="GraphNode.OriginalFilePath"/> is relative to.</summary>
    public string? RootPath { get; init; }

    public bool IsCompiled { get; set; }

    public string? CompiledCode
    {
        get => field ?? BoundCode?.In(BoundTo!);
        set => (field, BoundCode) = (value, null);
    }

    /// <summary>What <see cref="CompiledCode"/> is made of where it was not compiled for this place alone, with the names of <see cref="BoundTo"/>.</summary>
    internal Fleet.CompiledText? BoundCode { get; set; }

    internal Manifest? BoundTo { get; set; }

    public string? CompiledPath { get; set; }

    public bool ExtraCtesInjected { get; set; }

    public List<InjectedCte> ExtraCtes { get; set; } = [];

    /// <summary>What compiling it read of the invocation; null before.</summary>
    public RenderInputs? CompileInputs { get; set; }

    /// <summary><see cref="RawCode"/>, parsed once.</summary>
    internal Template? Template { get; set; }

    /// <summary><see cref="CompiledCode"/> without what ephemeral models put in front.</summary>
    internal string? OwnCode { get; set; }

    /// <summary>Where the environment has it that a run defers to; null for nowhere.</summary>
    public DeferredRelation? DeferRelation { get; set; }

    /// <summary>The ephemeral model this node refers to runs inside of it.</summary>
    public bool IsEphemeral => ResourceType == ResourceType.Model && Config.Materialized == "ephemeral";

    /// <summary><c>orders</c>, or <c>orders.v2</c>: how selections and messages name it.</summary>
    public string SearchName => Version is null ? Name : $"{Name}.v{Version}";

    /// <summary>The same node to be compiled again on its own: a batch of a microbatch model.</summary>
    public ManifestNode Copy()
    {
        var copy = (ManifestNode)MemberwiseClone();
        copy.Config = new NodeConfig(new Dictionary<string, object?>(Config.Values, StringComparer.Ordinal));
        (copy.IsCompiled, copy.CompiledCode, copy.CompiledPath, copy.ExtraCtesInjected, copy.ExtraCtes) = (false, null, null, false, []);
        return copy;
    }
}

/// <param name="Rendered">As that environment's manifest writes it in SQL.</param>
public sealed record DeferredRelation(string? Database, string Schema, string Alias, string? Rendered);

/// <param name="Name"><c>sha256</c>, <c>path</c> (large seeds) or <c>none</c>.</param>
public sealed record Checksum(string Name, string Value)
{
    public static Checksum None { get; } = new("none", "");
}

public sealed record Docs(bool Show = true, string? NodeColor = null);

public sealed record Contract(bool Enforced = false, bool AliasTypes = true, string? Hash = null);

/// <param name="Id">Unique id of the ephemeral model.</param>
/// <param name="Sql"><c>name as (...)</c> as put in front.</param>
public sealed record InjectedCte(string Id, string Sql);

/// <param name="Namespace">The package whose test it is; null for those of the engine and of the root project.</param>
/// <param name="Arguments">As rendered into the test's call; <c>model</c> and <c>column_name</c> among them.</param>
public sealed record TestMetadata(string Name, Dictionary<string, object?> Arguments, string? Namespace);

public sealed class ColumnInfo
{
    public required string Name { get; init; }

    public string Description { get; set; } = "";

    public string? DataType { get; init; }

    public bool? Quote { get; init; }

    public Dictionary<string, object?> Meta { get; init; } = new(StringComparer.Ordinal);

    public List<string> Tags { get; init; } = [];

    public List<Dictionary<string, object?>> Constraints { get; init; } = [];

    public string? Granularity { get; init; }

    public Dictionary<string, object?> Config { get; init; } = new(StringComparer.Ordinal);

    public List<string> DocBlocks { get; set; } = [];

    /// <summary>Keys of the author's own.</summary>
    public Dictionary<string, object?> Extra { get; init; } = new(StringComparer.Ordinal);
}
