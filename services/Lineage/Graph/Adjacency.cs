namespace ControlPlane.Lineage.Graph;

/// <summary>Edges between numbered things, to be walked both ways.</summary>
internal sealed class Adjacency
{
    private readonly (int Other, Influences Influences)[][] _upstream;
    private readonly (int Other, Influences Influences)[][] _downstream;

    public Adjacency(int count, IEnumerable<(int From, int To, Influences Influences)> edges)
    {
        var all = edges.ToArray();
        _upstream = Group(count, all.Select(e => (e.To, e.From, e.Influences)));
        _downstream = Group(count, all.Select(e => (e.From, e.To, e.Influences)));
    }

    public ReadOnlySpan<(int Other, Influences Influences)> Upstream(int at) => _upstream[at];

    public ReadOnlySpan<(int Other, Influences Influences)> Downstream(int at) => _downstream[at];

    private static (int, Influences)[][] Group(int count, IEnumerable<(int At, int Other, Influences Influences)> edges)
    {
        var groups = new List<(int, Influences)>?[count];
        foreach (var (at, other, influences) in edges) (groups[at] ??= []).Add((other, influences));
        return [.. groups.Select(g => g?.ToArray() ?? [])];
    }
}
