using ControlPlane.Lineage.Graph;

namespace ControlPlane.Transformation.Lineage;

/// <param name="Hash">Of the project's content.</param>
/// <param name="Node">The unique id that was asked for; null for the whole graph.</param>
/// <param name="Column">Of that node, where a column was asked for.</param>
/// <param name="Direction"><c>upstream</c>, <c>downstream</c> or <c>both</c>; null for the whole graph.</param>
/// <param name="Truncated">There is more than an answer may hold: ask for a node, a direction, a depth.</param>
/// <param name="Total">Of the answer if it were not truncated.</param>
/// <param name="Nodes">The one asked for first, then by distance; of a column's lineage with those columns alone that take part.</param>
/// <param name="Unresolved">Those of the nodes whose columns could not be followed, or not all of them: edges between tables are there all the same.</param>
public sealed record LineageView(
    string Project, string Hash, string? Node, string? Column, string? Direction, int? Depth, bool Truncated, LineageCount Total, IReadOnlyList<LineageNode> Nodes, IReadOnlyList<LineageEdge> Edges,
    IReadOnlyList<UnresolvedNode> Unresolved);

public sealed record LineageCount(int Nodes, int Edges);

/// <param name="Reason">What was not understood or not known.</param>
public sealed record UnresolvedNode(string Node, string Reason);
