namespace ControlPlane.Lineage.Graph;

/// <summary>The columns of one edge between nodes, ready to be answered with.</summary>
internal sealed class EdgeColumns(LineageEdge direct, LineageEdge all)
{
    public LineageEdge Of(LineageQuestion question) => question.IncludesIndirect ? all : direct;
}
