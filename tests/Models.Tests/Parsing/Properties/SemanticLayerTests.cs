using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Tests.Parsing.Properties;

public sealed class SemanticLayerTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    private const string Shop = """
        semantic_models:
          - name: order_items
            model: ref('orders')
            defaults: {agg_time_dimension: ordered_at}
            config: {meta: {owner: finance}}
            entities: [{name: item, type: primary, expr: id}]
            dimensions: [{name: ordered_at, type: time, type_params: {time_granularity: day}, config: {meta: {owner: sales}}}]
            measures:
              - {name: revenue, agg: sum, expr: price}
              - {name: items, agg: sum, expr: 1, create_metric: true}
        metrics:
          - {name: revenue, label: Revenue, type: simple, type_params: {measure: revenue}, filter: "{{ Dimension('item__ordered_at') }} > '2024-01-01'"}
          - {name: price, label: Price, type: ratio, type_params: {numerator: revenue, denominator: items}}
          - name: growth
            label: Growth
            type: derived
            type_params: {expr: now - then, metrics: [{name: revenue, alias: now}, {name: revenue, alias: then, offset_window: 1 month}]}
          - {name: total, label: Total, type: cumulative, type_params: {measure: {name: revenue, fill_nulls_with: 0}, window: 28 days}}
        saved_queries:
          - name: monthly
            query_params: {metrics: [revenue, price], group_by: ["TimeDimension('metric_time')"], where: "{{ Entity('item') }} is not null"}
            exports: [{name: monthly_table, config: {export_as: table}}]
        """;

    [Fact]
    public void A_semantic_model_depends_on_its_model_and_says_where_that_is()
    {
        var model = Parse(Shop).SemanticModels["semantic_model.shop.order_items"];

        model.DependsOn.Nodes.ShouldBe(["model.shop.orders"]);
        var relation = (IReadOnlyDictionary<string, object?>)model.Fields["node_relation"]!;
        relation["alias"].ShouldBe("orders");
        var dimension = (IReadOnlyDictionary<string, object?>)((IReadOnlyList<object?>)model.Fields["dimensions"]!)[0]!;
        ((IReadOnlyDictionary<string, object?>)((IReadOnlyDictionary<string, object?>)dimension["config"]!)["meta"]!)["owner"].ShouldBe("sales");
    }

    [Theory]
    [InlineData("revenue", "semantic_model.shop.order_items", "revenue")]
    [InlineData("items", "semantic_model.shop.order_items", "items")]
    [InlineData("price", "metric.shop.revenue metric.shop.items", "revenue items")]
    [InlineData("growth", "metric.shop.revenue", "revenue")]
    [InlineData("total", "semantic_model.shop.order_items", "revenue")]
    public void A_metric_depends_on_what_its_measures_and_metrics_come_from(string name, string dependsOn, string measures)
    {
        var metric = Parse(Shop).Metrics[$"metric.shop.{name}"];

        metric.DependsOn.Nodes.ShouldBe(dependsOn.Split(' '));
        Inputs(metric).ShouldBe(measures.Split(' '));
    }

    [Fact]
    public void Filters_are_kept_as_written_for_who_queries()
    {
        var filter = (IReadOnlyDictionary<string, object?>)Parse(Shop).Metrics["metric.shop.revenue"].Fields["filter"]!;

        ((IReadOnlyDictionary<string, object?>)((IReadOnlyList<object?>)filter["where_filters"]!)[0]!)["where_sql_template"].ShouldBe("{{ Dimension('item__ordered_at') }} > '2024-01-01'");
    }

    [Fact]
    public void A_saved_query_depends_on_its_metrics_and_its_exports_are_placed()
    {
        var query = Parse(Shop).SavedQueries["saved_query.shop.monthly"];

        query.DependsOn.Nodes.ShouldBe(["metric.shop.revenue", "metric.shop.price"]);
        var export = (IReadOnlyDictionary<string, object?>)((IReadOnlyList<object?>)NodeValues.Of(query)["exports"]!)[0]!;
        ((IReadOnlyDictionary<string, object?>)export["config"]!)["alias"].ShouldBe("monthly_table");
    }

    [Theory]
    [InlineData("metrics: [{name: m, label: M, type: simple, type_params: {measure: revenu}}]", "depends on a measure named 'revenu' which was not found")]
    [InlineData("metrics: [{name: m, label: M, type: ratio, type_params: {numerator: a, denominator: b}}]", "depends on a metric named 'a' which was not found")]
    [InlineData("metrics: [{name: m, label: M}]", "has no 'type'")]
    [InlineData("semantic_models: [{name: s, model: orders}]", "is no ref")]
    [InlineData("saved_queries: [{name: q, query_params: {metrics: [x]}}]", "depends on a metric named 'x' which was not found")]
    public void What_does_not_fit_together_is_an_error_with_its_place(string yaml, string message)
    {
        _project["models/schema.yml"] = yaml;

        _project.Errors()[0].ShouldStartWith("models/schema.yml:1: ");
        _project.Errors()[0].ShouldContain(message);
    }

    public void Dispose() => _project.Dispose();

    private Manifest Parse(string yaml)
    {
        _project["models/orders.sql"] = "select 1 as id";
        _project["models/schema.yml"] = yaml;
        return _project.Parse();
    }

    private static IEnumerable<string?> Inputs(SemanticNode metric) =>
        ((IReadOnlyList<object?>)((IReadOnlyDictionary<string, object?>)metric.Fields["type_params"]!)["input_measures"]!).Select(measure => ((IReadOnlyDictionary<string, object?>)measure!)["name"] as string);
}
