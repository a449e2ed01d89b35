namespace ControlPlane.Lineage.Graph;

public enum LineageDirection
{
    Upstream,
    Downstream,
    Both,
}

/// <param name="Node">A node's id, or a column's: the node's id, a dot and the column's name.</param>
/// <param name="Depth">How many steps are taken in each direction; null for all.</param>
/// <param name="IncludesIndirect">Follows what decides rows and values too, and not only what values are made of.</param>
public sealed record LineageQuestion(string Node, LineageDirection Direction = LineageDirection.Both, int? Depth = null, bool IncludesIndirect = false);
