namespace ControlPlane.Lineage.Graph;

/// <summary>What is reached from one place, nearest first, and over which edges.</summary>
internal sealed class GraphWalk
{
    private readonly HashSet<int> _seen = [];
    private readonly HashSet<(int, int)> _passed = [];

    public List<int> Reached { get; } = [];

    public List<(int From, int To, Influences Influences)> Edges { get; } = [];

    /// <param name="follows">Only edges with one of these; none for every edge.</param>
    public static GraphWalk From(int start, Adjacency edges, LineageQuestion question, Influences follows)
    {
        var walk = new GraphWalk();
        walk.Reached.Add(start);
        walk._seen.Add(start);
        if (question.Direction != LineageDirection.Downstream) walk.Go(start, edges, question.Depth, follows, upstream: true);
        if (question.Direction != LineageDirection.Upstream) walk.Go(start, edges, question.Depth, follows, upstream: false);
        return walk;
    }

    private void Go(int start, Adjacency edges, int? depth, Influences follows, bool upstream)
    {
        // A cycle may lead to what the other direction has reached already.
        HashSet<int> seen = [start];
        List<int> level = [start];
        for (var step = 0; level.Count > 0 && (depth is null || step < depth); step++)
        {
            List<int> next = [];
            foreach (var at in level)
            {
                foreach (var (other, influences) in upstream ? edges.Upstream(at) : edges.Downstream(at))
                {
                    if (follows != Influences.None && (influences & follows) == 0) continue;
                    var edge = upstream ? (other, at) : (at, other);
                    if (_passed.Add(edge)) Edges.Add((edge.Item1, edge.Item2, influences));
                    if (seen.Add(other)) next.Add(other);
                    if (_seen.Add(other)) Reached.Add(other);
                }
            }

            level = next;
        }
    }
}
