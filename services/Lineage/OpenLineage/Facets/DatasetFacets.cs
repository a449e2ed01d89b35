namespace ControlPlane.Lineage.OpenLineage.Facets;

public sealed record SchemaField(string Name, string? Type = null, string? Description = null);

public sealed record DataSource(string Name, Uri Uri);

/// <param name="Kind">The test's kind, as <c>not_null</c>.</param>
/// <param name="Column">Null for one of the whole dataset.</param>
/// <param name="Severity"><c>error</c> or <c>warn</c>.</param>
public sealed record Assertion(string Kind, bool Succeeded, string? Column = null, string? Severity = null, string? Name = null, string? Expected = null, string? Actual = null);

public sealed record DataQualityMetrics(IReadOnlyDictionary<string, ColumnMetrics> Columns)
{
    public long? Rows { get; init; }

    public long? Bytes { get; init; }

    public long? Files { get; init; }

    public DateTimeOffset? LastUpdated { get; init; }
}

public sealed record ColumnMetrics
{
    public long? Nulls { get; init; }

    public long? Distinct { get; init; }

    public long? Count { get; init; }

    public double? Sum { get; init; }

    public double? Min { get; init; }

    public double? Max { get; init; }

    /// <summary>By quantile, as <c>0.5</c>.</summary>
    public IReadOnlyDictionary<string, double> Quantiles { get; init; } = new Dictionary<string, double>();
}

public sealed record OutputStatistics(long? Rows = null, long? Bytes = null, long? Files = null);
