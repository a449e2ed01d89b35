using System.Text;
using System.Text.Json;
using ControlPlane.Lineage.Graph;
using ControlPlane.Lineage.Sql;

namespace ControlPlane.Lineage.Tests.Graph;

/// <summary>raw.orders and raw.customers → stg_orders, stg_customers → orders → report.</summary>
public sealed class LineageGraphTests
{
    private static readonly Dictionary<string, (string Kind, string[] Columns, string? Sql)> Project = new()
    {
        ["raw.orders"] = ("source", ["id", "customer_id", "amount", "state"], null),
        ["raw.customers"] = ("source", ["id", "name"], null),
        ["stg_orders"] = ("model", ["order_id", "customer_id", "amount"], "select id as order_id, customer_id, amount / 100 as amount from raw.orders where state = 'done'"),
        ["stg_customers"] = ("model", ["customer_id", "name"], "select id as customer_id, name from raw.customers"),
        ["orders"] = ("model", ["name", "total"], "select name, sum(amount) as total from stg_orders join stg_customers using (customer_id) group by name"),
        ["report"] = ("exposure", [], "select * from orders"),
    };

    private static readonly LineageGraph Graph = LineageGraph.Build(
        Project.Select(n => new LineageNode(n.Key, n.Value.Kind, n.Value.Columns)),
        Project.Where(n => n.Value.Sql is not null)
            .Select(n => NodeLineage.From(n.Key, ColumnLineage.Of(n.Value.Sql!, SqlDialect.PostgreSql, r => Project[r.ToString()].Columns), r => r.ToString())));

    [Theory]
    [InlineData("orders", LineageDirection.Upstream, null, "orders stg_orders stg_customers raw.orders raw.customers")]
    [InlineData("orders", LineageDirection.Upstream, 1, "orders stg_orders stg_customers")]
    [InlineData("raw.orders", LineageDirection.Downstream, null, "raw.orders stg_orders orders report")]
    [InlineData("stg_orders", LineageDirection.Both, 1, "stg_orders raw.orders orders")]
    [InlineData("stg_orders", LineageDirection.Both, 0, "stg_orders")]
    public void A_node_is_shown_with_what_lies_in_the_direction_and_depth(string node, LineageDirection direction, int? depth, string nodes) =>
        string.Join(' ', Graph.Ask(new(node, direction, depth))!.Nodes.Select(n => n.Id)).ShouldBe(nodes);

    [Fact]
    public void Nodes_carry_kind_and_columns_and_edges_run_from_what_is_read()
    {
        var answer = Graph.Ask(new("stg_orders", LineageDirection.Upstream))!;
        answer.Nodes[1].Kind.ShouldBe("source");
        answer.Nodes[1].Columns.ShouldBe(["id", "customer_id", "amount", "state"]);
        answer.Edges.SelectMany(Show).ShouldBe(["raw.orders.id > stg_orders.order_id IDENTITY", "raw.orders.customer_id > stg_orders.customer_id IDENTITY", "raw.orders.amount > stg_orders.amount TRANSFORMATION"]);
    }

    [Fact]
    public void A_columns_lineage_holds_the_columns_alone_that_take_part()
    {
        var answer = Graph.Ask(new("orders.total", LineageDirection.Upstream))!;
        answer.Nodes.Select(n => $"{n.Id}({string.Join(',', n.Columns)})").ShouldBe(["orders(total)", "stg_orders(amount)", "raw.orders(amount)"]);
        answer.Edges.SelectMany(Show).ShouldBe(["stg_orders.amount > orders.total AGGREGATION", "raw.orders.amount > stg_orders.amount TRANSFORMATION"]);
    }

    [Fact]
    public void What_a_change_of_a_column_reaches_includes_rows_when_asked()
    {
        Graph.Ask(new("raw.orders.state", LineageDirection.Downstream))!.Nodes.Select(n => n.Id).ShouldBe(["raw.orders"]);
        var answer = Graph.Ask(new("raw.orders.state", LineageDirection.Downstream, IncludesIndirect: true))!;
        answer.Edges.SelectMany(Show).ShouldBe(["raw.orders.state > stg_orders. FILTER"]);
    }

    [Fact]
    public void A_column_is_found_whatever_its_case() => Graph.Ask(new("raw.orders.AMOUNT", LineageDirection.Downstream))!.Nodes.Count.ShouldBe(4);

    [Fact]
    public void The_whole_graph_holds_every_node_and_edge_in_the_order_described()
    {
        var all = Graph.All();
        all.Nodes.Select(n => n.Id).ShouldBe(Project.Keys);
        all.Edges.Select(e => $"{e.From} > {e.To}").ShouldBe(["raw.orders > stg_orders", "raw.customers > stg_customers", "stg_orders > orders", "stg_customers > orders", "orders > report"], ignoreOrder: true);
        all.Within(100, 100).ShouldBeSameAs(all);
    }

    [Theory]
    [InlineData(4, 100, "raw.orders raw.customers stg_orders stg_customers", 5)]
    [InlineData(100, 4, "raw.orders raw.customers stg_orders", 3)]
    [InlineData(100, 0, "raw.orders raw.customers", 0)]
    public void What_there_is_no_room_for_is_left_out_with_its_edges(int nodes, int columns, string left, int columnEdges)
    {
        var answer = Graph.All().Within(nodes, columns);
        string.Join(' ', answer.Nodes.Select(n => n.Id)).ShouldBe(left);
        answer.Edges.Sum(e => e.Columns.Count).ShouldBe(columnEdges);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("orders.nothing")]
    [InlineData("orders.")]
    [InlineData(".")]
    [InlineData("")]
    public void What_is_not_there_is_null(string node) => Graph.Ask(new(node)).ShouldBeNull();

    [Fact]
    public void What_is_read_and_not_described_is_external()
    {
        var graph = LineageGraph.Build([new("m", "model", ["a"])], [new("m", ["elsewhere"], [new("elsewhere", "x", "a", Influences.Identity)])]);
        graph.Nodes.Single(n => n.Id == "elsewhere").ShouldSatisfyAllConditions(n => n.Kind.ShouldBe(LineageNode.Undescribed), n => n.Columns.ShouldBe(["x"]));
    }

    [Fact]
    public void A_cycle_ends()
    {
        var graph = LineageGraph.Build([], [new("a", ["b"], [new("b", "x", "x", Influences.Identity)]), new("b", ["a"], [new("a", "x", "x", Influences.Identity)])]);
        graph.Ask(new("a"))!.Edges.Count.ShouldBe(2);
        graph.Ask(new("a.x"))!.Edges.Sum(e => e.Columns.Count).ShouldBe(2);
    }

    [Fact]
    public void A_thousand_nodes_with_twenty_columns_each_are_answered_whole()
    {
        string[] columns = [.. Enumerable.Range(0, 20).Select(i => $"c{i}")];
        var graph = LineageGraph.Build(
            Enumerable.Range(0, 1000).Select(i => new LineageNode($"n{i}", "model", columns)),
            Enumerable.Range(1, 999).Select(i => new NodeLineage($"n{i}", [$"n{i / 2}", $"n{i - 1}"], [.. columns.SelectMany(c => new ColumnLink[] { new($"n{i / 2}", c, c, Influences.Identity), new($"n{i - 1}", c, c, Influences.Transformation) })])));
        var answer = graph.Ask(new("n999", LineageDirection.Upstream))!;
        answer.Nodes.Count.ShouldBe(1000);
        answer.Edges.ShouldAllBe(e => e.Columns.Count == 20);
        graph.Ask(new("n0.c7", LineageDirection.Downstream))!.Nodes.Count.ShouldBe(1000);
    }

    [Fact]
    public void An_answer_is_written_as_json()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) Graph.Ask(new("stg_customers.name", LineageDirection.Upstream))!.WriteTo(json);
        Encoding.UTF8.GetString(stream.ToArray()).ShouldBe(
            """
            {"nodes":[{"id":"stg_customers","kind":"model","columns":["name"]},{"id":"raw.customers","kind":"source","columns":["name"]}],
            "edges":[{"from":"raw.customers","to":"stg_customers","columns":[{"from":"name","to":"name","how":["IDENTITY"]}]}]}
            """.ReplaceLineEndings(""));
    }

    private static IEnumerable<string> Show(LineageEdge edge) => edge.Columns.Select(c => $"{edge.From}.{c.From} > {edge.To}.{c.To} {string.Join('+', c.How)}");
}
