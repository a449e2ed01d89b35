namespace ControlPlane.Lineage.Graph;

/// <summary>What one node is made of.</summary>
/// <param name="Inputs">The ids of the nodes that it reads.</param>
public sealed record NodeLineage(string Node, IReadOnlyList<string> Inputs, IReadOnlyList<ColumnLink> Columns)
{
    /// <param name="nodeOf">The id of a relation's node; null leaves the relation out.</param>
    public static NodeLineage From(string node, ColumnLineage lineage, Func<RelationName, string?> nodeOf)
    {
        Dictionary<RelationName, string> ids = [];
        foreach (var relation in lineage.Relations)
        {
            if (nodeOf(relation) is { } id) ids[relation] = id;
        }

        return new(
            node, [.. ids.Values.Distinct(StringComparer.Ordinal)],
            [.. lineage.Columns.Where(c => c.Name != "*").SelectMany(c => Links(c.Name, c.Origins)), .. Links(null, lineage.Rows)]);

        IEnumerable<ColumnLink> Links(string? column, IReadOnlyList<ColumnOrigin> origins) => origins
            .Where(o => o.Column != "*" && ids.ContainsKey(o.Relation))
            .Select(o => new ColumnLink(ids[o.Relation], o.Column, column, o.Influences));
    }
}

/// <param name="Column">The node's own column; null where the origin decides which rows there are.</param>
public sealed record ColumnLink(string FromNode, string FromColumn, string? Column, Influences Influences);
