using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Tests.Parsing.Python;

public sealed class PythonModelsTests
{
    private const string Model = """"
        # dbt.ref("in_a_comment")
        def helper(dbt):
            """ dbt.ref("in_a_text") """
            return dbt.config.get("materialized")

        def model(dbt, session):
            dbt.config(materialized="table", tags=["a", 'b'], meta={"k": [1, 2.5, None]}, fancy=True)
            rows = dbt.ref("a").join(dbt.ref("shop", "b"))
            more = dbt.source("raw", "orders")
            limit = dbt.config.get("fancy", False)
            print(f"{dbt.ref('v', v=2)} and dbt.source('in', 'no_expression')")
            return rows
        """";

    [Fact]
    public void What_it_calls_is_its_place_in_the_graph_and_its_configuration()
    {
        using var project = Project(Model);
        var model = project.Parse().Nodes["model.shop.p"];
        model.Refs.ShouldBe([new RefArgs("a"), new RefArgs("b", "shop"), new RefArgs("v", null, 2L)]);
        model.Sources.ShouldBe([["raw", "orders"]]);
        model.DependsOn.Nodes.ShouldBe(["source.shop.raw.orders", "model.shop.a", "model.shop.b", "model.shop.v.v2"]);
        (model.Language, model.Config.Materialized, model.Config["fancy"]).ShouldBe(("python", "table", (object?)true));
        model.Tags.ShouldBe(["a", "b"]);
        model.Config["config_keys_used"].ShouldBe(new List<object?> { "materialized", "fancy" });
        model.Config["config_keys_defaults"].ShouldBe(new List<object?> { null, false });
    }

    [Theory]
    [InlineData("def model(dbt, session):\n    return dbt.ref(name)", "'name' is not a literal")]
    [InlineData("def other(dbt, session):\n    return 1", "dbt allows exactly one model defined per python file, found 0")]
    public void What_cannot_be_told_without_running_it_is_an_error(string text, string problem)
    {
        using var project = Project(text);
        project.Errors().ShouldHaveSingleItem().ShouldContain(problem);
    }

    private static ProjectFolder Project(string text)
    {
        var project = new ProjectFolder();
        foreach (var name in (string[])["a", "b", "v_v1", "v_v2"]) project[$"models/{name}.sql"] = "select 1 as id";
        project["models/p.py"] = text;
        project["models/schema.yml"] = "models: [{name: v, latest_version: 1, versions: [{v: 1}, {v: 2}]}]\nsources: [{name: raw, tables: [{name: orders}]}]";
        return project;
    }
}
