namespace ControlPlane.Transformation.Lineage;

/// <summary>What a tenant's relations were when a run last looked.</summary>
/// <param name="ById">By the unique id of the source table or node.</param>
/// <param name="Fingerprint">Of all of them; empty where none were recorded.</param>
public sealed record RecordedRelations(IReadOnlyDictionary<string, RecordedRelation> ById, string Fingerprint)
{
    public static RecordedRelations None { get; } = new(new Dictionary<string, RecordedRelation>(StringComparer.Ordinal), "");

    /// <summary>In order; null where they are not known.</summary>
    public IReadOnlyList<string>? ColumnsOf(string id) => ById.GetValueOrDefault(id) is { Columns.Count: > 0 } relation ? [.. relation.Columns.Select(column => column.Name)] : null;
}

/// <param name="Columns">In order; empty where there is no such relation, as for an ephemeral model.</param>
/// <param name="Sql">As compiled in the run, without the tenant's name, where compiling it asks the warehouse; otherwise null.</param>
public sealed record RecordedRelation(IReadOnlyList<RecordedColumn> Columns, string? Sql = null);

/// <param name="Type">As the warehouse names it.</param>
public sealed record RecordedColumn(string Name, string Type);
