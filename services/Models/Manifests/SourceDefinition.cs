namespace ControlPlane.Models.Manifests;

/// <summary>One table of a source. <see cref="GraphNode.Name"/> is the table's.</summary>
public sealed class SourceDefinition : GraphNode
{
    public string? Database { get; set; }

    /// <summary>Nothing says another.</summary>
    internal bool IsInTargetDatabase { get; init; }

    public required string Schema { get; set; }

    public required string SourceName { get; init; }

    public string SourceDescription { get; set; } = "";

    public string Loader { get; set; } = "";

    public required string Identifier { get; set; }

    /// <summary>Keys <c>database</c>, <c>schema</c>, <c>identifier</c>, <c>column</c>; null where not said.</summary>
    public Dictionary<string, object?> Quoting { get; set; } = new(StringComparer.Ordinal);

    public string? LoadedAtField { get; set; }

    public string? LoadedAtQuery { get; set; }

    public Freshness? Freshness { get; set; }

    public Dictionary<string, object?>? External { get; set; }

    public Dictionary<string, ColumnInfo> Columns { get; set; } = new(StringComparer.Ordinal);

    public Dictionary<string, object?> SourceMeta { get; set; } = new(StringComparer.Ordinal);

    public string? PatchPath { get; set; }

    public string? RelationName { get; set; }

    public string? UnrenderedDatabase { get; set; }

    public string? UnrenderedSchema { get; set; }

    public List<string> DocBlocks { get; set; } = [];

    /// <summary><c>raw.orders</c></summary>
    public string SearchName => $"{SourceName}.{Name}";
}

/// <summary>How old the newest row of a source may be.</summary>
/// <param name="Filter">A condition that narrows the rows looked at.</param>
public sealed record Freshness(FreshnessPeriod? WarnAfter, FreshnessPeriod? ErrorAfter, string? Filter);

/// <param name="Period"><c>minute</c>, <c>hour</c> or <c>day</c>.</param>
public sealed record FreshnessPeriod(long? Count, string? Period);
