namespace ControlPlane.Lineage.Graph;

/// <summary>Which nodes are made of which, and which columns of which. Never changes: a new one is built when a project is compiled anew.</summary>
public sealed class LineageGraph
{
    private readonly IReadOnlyList<LineageNode> _nodes;
    private readonly IReadOnlyDictionary<string, int> _numbers;
    private readonly IReadOnlyList<IReadOnlyDictionary<string, int>> _columnNumbers;
    private readonly GraphColumn[] _columns;
    private readonly Adjacency _edges;
    private readonly Adjacency _columnEdges;

    internal LineageGraph(
        IReadOnlyList<LineageNode> nodes, IReadOnlyDictionary<string, int> numbers, IReadOnlyList<IReadOnlyDictionary<string, int>> columnNumbers, GraphColumn[] columns, Adjacency edges,
        Adjacency columnEdges) =>
        (_nodes, _numbers, _columnNumbers, _columns, _edges, _columnEdges) = (nodes, numbers, columnNumbers, columns, edges, columnEdges);

    public IReadOnlyList<LineageNode> Nodes => _nodes;

    /// <summary>Nodes and columns that a lineage names and <paramref name="nodes"/> does not describe are added.</summary>
    public static LineageGraph Build(IEnumerable<LineageNode> nodes, IEnumerable<NodeLineage> lineages)
    {
        var builder = new GraphBuilder();
        foreach (var node in nodes) builder.Add(node);
        foreach (var lineage in lineages) builder.Add(lineage);
        return builder.Build();
    }

    /// <returns>Null when there is no such node or column.</returns>
    public LineageAnswer? Ask(LineageQuestion question)
    {
        if (_numbers.TryGetValue(question.Node, out var node)) return OfNode(node, question);
        var dot = question.Node.LastIndexOf('.');
        return dot > 0 && _numbers.TryGetValue(question.Node[..dot], out node) && Column(node, question.Node[(dot + 1)..]) is { } column ? OfColumn(column, question) : null;
    }

    private int? Column(int node, string name)
    {
        if (name.Length > 0 && _columnNumbers[node].TryGetValue(name, out var number)) return number;
        var other = _nodes[node].Columns.FirstOrDefault(c => c.Equals(name, StringComparison.OrdinalIgnoreCase));
        return other is null ? null : _columnNumbers[node][other];
    }

    private LineageAnswer OfNode(int start, LineageQuestion question)
    {
        var walk = GraphWalk.From(start, _edges, question, Influences.None);
        var edges = walk.Edges.Select(e => new LineageEdge(_nodes[e.From].Id, _nodes[e.To].Id)).ToList();
        List<ColumnEdge> columnEdges = [];
        var between = walk.Edges.Select(e => (e.From, e.To)).ToHashSet();
        foreach (var node in walk.Reached)
        {
            foreach (var column in _columnNumbers[node].Values)
            {
                foreach (var (from, influences) in _columnEdges.Upstream(column))
                {
                    if (between.Contains((_columns[from].Node, node)) && Follows(influences, question)) columnEdges.Add(Edge(from, column, influences));
                }
            }
        }

        return new([.. walk.Reached.Select(n => _nodes[n])], edges, columnEdges);
    }

    private LineageAnswer OfColumn(int start, LineageQuestion question)
    {
        var walk = GraphWalk.From(start, _columnEdges, question, question.IncludesIndirect ? Influences.None : Influences.Direct);
        Dictionary<int, List<string>> reached = [];
        foreach (var column in walk.Reached)
        {
            if (!reached.TryGetValue(_columns[column].Node, out var names)) reached[_columns[column].Node] = names = [];
            if (_columns[column].Name is { } name) names.Add(name);
        }

        return new(
            [.. reached.Select(r => _nodes[r.Key] with { Columns = r.Value })],
            [.. walk.Edges.Select(e => new LineageEdge(_nodes[_columns[e.From].Node].Id, _nodes[_columns[e.To].Node].Id)).Distinct()],
            [.. walk.Edges.Select(e => Edge(e.From, e.To, e.Influences))]);
    }

    private static bool Follows(Influences influences, LineageQuestion question) => question.IncludesIndirect || (influences & Influences.Direct) != 0;

    private ColumnEdge Edge(int from, int to, Influences influences) =>
        new(_nodes[_columns[from].Node].Id, _columns[from].Name!, _nodes[_columns[to].Node].Id, _columns[to].Name, InfluenceNames.Of(influences));
}
