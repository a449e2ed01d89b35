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
    private readonly Dictionary<(int From, int To), EdgeColumns> _answers = [];
    private readonly Lazy<LineageAnswer> _direct;
    private readonly Lazy<LineageAnswer> _all;

    internal LineageGraph(
        IReadOnlyList<LineageNode> nodes, IReadOnlyDictionary<string, int> numbers, IReadOnlyList<IReadOnlyDictionary<string, int>> columnNumbers, GraphColumn[] columns, Adjacency edges,
        Adjacency columnEdges)
    {
        (_nodes, _numbers, _columnNumbers, _columns, _edges, _columnEdges) = (nodes, numbers, columnNumbers, columns, edges, columnEdges);
        (_direct, _all) = (new(() => Whole(new(""))), new(() => Whole(new("", IncludesIndirect: true))));
        Dictionary<(int From, int To), List<(ColumnEdge Edge, bool IsDirect)>> between = [];
        for (var column = 0; column < columns.Length; column++)
        {
            foreach (var (from, influences) in columnEdges.Upstream(column))
            {
                var edge = (columns[from].Node, columns[column].Node);
                if (!between.TryGetValue(edge, out var list)) between[edge] = list = [];
                list.Add((Edge(from, column, influences), (influences & Influences.Direct) != 0));
            }
        }

        Size = nodes.Count + columns.Length + between.Values.Sum(pairs => pairs.Count);
        for (var to = 0; to < nodes.Count; to++)
        {
            foreach (var (from, _) in edges.Upstream(to))
            {
                var pairs = between.GetValueOrDefault((from, to)) ?? [];
                var (source, target) = (nodes[from].Id, nodes[to].Id);
                _answers[(from, to)] = new(new(source, target, [.. pairs.Where(p => p.IsDirect).Select(p => p.Edge)]), new(source, target, [.. pairs.Select(p => p.Edge)]));
            }
        }
    }

    public IReadOnlyList<LineageNode> Nodes => _nodes;

    /// <summary>Nodes, columns and edges of both: what it costs to keep.</summary>
    public int Size { get; }

    /// <summary>Everything, in the order in which it was described.</summary>
    public LineageAnswer All(bool includesIndirect = false) => includesIndirect ? _all.Value : _direct.Value;

    private LineageAnswer Whole(LineageQuestion question) => new(_nodes, [.. _answers.Values.Select(edge => edge.Of(question))]);

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
        return new([.. walk.Reached.Select(n => _nodes[n])], [.. walk.Edges.Select(e => _answers[(e.From, e.To)].Of(question))]);
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

        var edges = walk.Edges.GroupBy(e => (From: _columns[e.From].Node, To: _columns[e.To].Node), e => Edge(e.From, e.To, e.Influences));
        return new([.. reached.Select(r => _nodes[r.Key] with { Columns = r.Value })], [.. edges.Select(e => new LineageEdge(_nodes[e.Key.From].Id, _nodes[e.Key.To].Id, [.. e]))]);
    }

    private ColumnEdge Edge(int from, int to, Influences influences) => new(_columns[from].Name!, _columns[to].Name, InfluenceNames.Of(influences));
}
