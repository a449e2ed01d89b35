namespace ControlPlane.Lineage.Graph;

/// <param name="Id">Unique in its graph; a column of it is called by the id, a dot and the column's name.</param>
/// <param name="Kind">As the caller calls it: <c>source</c>, <c>model</c>, <c>exposure</c>.</param>
public sealed record LineageNode(string Id, string Kind, IReadOnlyList<string> Columns)
{
    /// <summary>The kind of what is read and nobody has described.</summary>
    public const string Undescribed = "external";
}
