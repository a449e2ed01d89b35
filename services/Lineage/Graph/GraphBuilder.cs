namespace ControlPlane.Lineage.Graph;

/// <summary>Gives nodes and columns numbers, and gathers the edges between them.</summary>
internal sealed class GraphBuilder
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<(LineageNode Node, Dictionary<string, int> Exact, Dictionary<string, int> AnyCase)> _nodes = [];
    private readonly List<GraphColumn> _columns = [];
    private readonly HashSet<(int From, int To)> _edges = [];
    private readonly Dictionary<(int From, int To), Influences> _columnEdges = [];

    public void Add(LineageNode node)
    {
        var number = Number(node.Id, node.Kind);
        _nodes[number] = _nodes[number] with { Node = node with { Columns = [] } };
        foreach (var column in node.Columns) Column(number, column);
    }

    public void Add(NodeLineage lineage)
    {
        var to = Number(lineage.Node);
        foreach (var input in lineage.Inputs) _edges.Add((Number(input), to));
        foreach (var link in lineage.Columns)
        {
            var from = Number(link.FromNode);
            _edges.Add((from, to));
            var edge = (Column(from, link.FromColumn), link.Column is { } column ? Column(to, column) : RowsOf(to));
            _columnEdges[edge] = _columnEdges.GetValueOrDefault(edge) | link.Influences;
        }
    }

    public LineageGraph Build()
    {
        List<string>[] columns = [.. _nodes.Select(_ => new List<string>())];
        foreach (var column in _columns)
        {
            if (column.Name is { } name) columns[column.Node].Add(name);
        }

        return new LineageGraph(
            [.. _nodes.Select((n, i) => n.Node with { Columns = columns[i] })], _numbers, [.. _nodes.Select(n => n.Exact)], [.. _columns],
            new Adjacency(_nodes.Count, _edges.Select(e => (e.From, e.To, Influences.None))),
            new Adjacency(_columns.Count, _columnEdges.Select(e => (e.Key.From, e.Key.To, e.Value))));
    }

    private int Number(string id, string kind = LineageNode.Undescribed)
    {
        if (_numbers.TryGetValue(id, out var number)) return number;
        _numbers[id] = number = _nodes.Count;
        _nodes.Add((new LineageNode(id, kind, []), new(StringComparer.Ordinal), new(StringComparer.OrdinalIgnoreCase)));
        return number;
    }

    /// <summary>A column that nobody has described is added; DuckDB's names may differ in case from those that were described.</summary>
    private int Column(int node, string name)
    {
        var (_, exact, anyCase) = _nodes[node];
        if (exact.TryGetValue(name, out var number) || anyCase.TryGetValue(name, out number)) return number;
        number = exact[name] = anyCase[name] = _columns.Count;
        _columns.Add(new(node, name));
        return number;
    }

    private int RowsOf(int node)
    {
        var exact = _nodes[node].Exact;
        if (exact.TryGetValue("", out var number)) return number;
        exact[""] = number = _columns.Count;
        _columns.Add(new(node, null));
        return number;
    }
}

/// <param name="Name">Null for the node's rows, which columns of others decide.</param>
internal readonly record struct GraphColumn(int Node, string? Name);
