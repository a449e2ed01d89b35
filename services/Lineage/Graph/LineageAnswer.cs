namespace ControlPlane.Lineage.Graph;

/// <param name="Nodes">The one asked for first; of a column's lineage with those columns alone that take part.</param>
/// <param name="ColumnEdges">Between columns of these nodes.</param>
public sealed record LineageAnswer(IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges, IReadOnlyList<ColumnEdge> ColumnEdges);

public sealed record LineageEdge(string From, string To);

/// <param name="ToColumn">Null where the column decides which rows <paramref name="To"/> has.</param>
/// <param name="How">OpenLineage's subtypes, as <c>IDENTITY</c>.</param>
public sealed record ColumnEdge(string From, string FromColumn, string To, string? ToColumn, IReadOnlyList<string> How);
