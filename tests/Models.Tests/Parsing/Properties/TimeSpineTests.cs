namespace ControlPlane.Models.Tests.Parsing.Properties;

public sealed class TimeSpineTests
{
    [Fact]
    public void A_model_that_time_is_counted_by_says_so_in_the_manifest()
    {
        using var project = Project("standard_granularity_column: day, custom_granularities: [{name: fiscal, column_name: quarter}]");
        var spine = project.Parse().Nodes["model.shop.days"].TimeSpine.ShouldNotBeNull();
        spine["standard_granularity_column"].ShouldBe("day");
        spine["custom_granularities"].ShouldBeOfType<List<object?>>().ShouldHaveSingleItem()
            .ShouldBeOfType<Dictionary<string, object?>>().ShouldBe(new Dictionary<string, object?> { ["name"] = "fiscal", ["column_name"] = "quarter" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("standard_granularity_column: month", "counts by 'month', which is no column of it")]
    [InlineData("standard_granularity_column: quarter", "has no granularity")]
    [InlineData("standard_granularity_column: day, custom_granularities: [{name: fiscal}]", "is in 'fiscal', which is no column of it")]
    public void What_it_counts_by_are_columns_of_the_model(string spine, string problem)
    {
        using var project = Project(spine);
        project.Errors().ShouldHaveSingleItem().ShouldContain(problem);
    }

    [Fact]
    public void Calls_of_metrics_are_edges_of_the_graph()
    {
        using var project = new ProjectFolder();
        project["models/orders.sql"] = "select 1 as id, current_date as day";
        project["models/uses.sql"] = "select '{{ metric('order_count') }}' as name";
        project["models/schema.yml"] = """
            models: [{name: orders}]
            semantic_models:
              - {name: order_facts, model: ref('orders'), defaults: {agg_time_dimension: ordered_on}, entities: [{name: order_key, type: primary, expr: id}],
                 dimensions: [{name: ordered_on, expr: day, type: time, type_params: {time_granularity: day}}], measures: [{name: order_rows, agg: sum, expr: '1'}]}
            metrics: [{name: order_count, label: Orders, type: simple, type_params: {measure: order_rows}}]
            exposures: [{name: board, type: dashboard, owner: {name: Ann}, depends_on: ["metric('order_count')", "ref('orders')"]}]
            groups: [{name: nobody, owner: {name: Ann}}]
            """;
        var manifest = project.Parse();
        manifest.Nodes["model.shop.uses"].DependsOn.Nodes.ShouldBe(["metric.shop.order_count"]);
        manifest.Exposures["exposure.shop.board"].DependsOn.Nodes.ShouldBe(["model.shop.orders", "metric.shop.order_count"]);
    }

    private static ProjectFolder Project(string spine)
    {
        var project = new ProjectFolder();
        project["models/days.sql"] = "select current_date as day, 1 as quarter";
        project["models/schema.yml"] = $"models: [{{name: days, time_spine: {{{spine}}}, columns: [{{name: day, granularity: day}}, {{name: quarter}}]}}]";
        return project;
    }
}
