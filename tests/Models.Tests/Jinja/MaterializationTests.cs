using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Tests.Jinja;

public sealed class MaterializationTests
{
    private readonly TestProject _project = new();
    private readonly List<(string Node, string Text)> _written = [];

    private MaterializationResult Materialize(ManifestNode node) =>
        new RuntimeRenderer(_project.Manifest, _project.Adapter, (subject, text) => _written.Add((subject.Name, text))).Materialize(node, null!);

    private static string Macro(string name, string adapter, string says) =>
        $"{{% materialization {name}, {adapter} %}}{{{{ write('{says} ' ~ sql) }}}}{{{{ return({{'relations': [this]}}) }}}}{{% endmaterialization %}}";

    [Fact]
    public void The_macro_gives_the_relations_that_it_made_which_are_known_from_then_on()
    {
        _project.Macros("dbt", Macro("table", "default", "built"));
        var node = _project.Node("a", "select 1", materialized: "table", change: node => (node.CompiledCode, node.ExtraCtesInjected) = ("select 1", true));

        Materialize(node).Relations.ShouldHaveSingleItem().Identifier.ShouldBe("a");

        _written.ShouldBe([("a", "built select 1")]);
        _project.Adapter.Relations.Find("main", "a").ShouldNotBeNull();
        node.DependsOn.Macros.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("shop", "default", "dbt", "default", "shop")]
    [InlineData("shop", "default", "dbt_postgres", "adapter='postgres'", "dbt_postgres")]
    [InlineData("extra", "default", "dbt", "default", "dbt")]
    [InlineData("extra", "adapter='postgres'", "dbt", "default", "dbt")]
    public void The_engines_own_goes_before_the_general_and_the_root_project_before_the_engine(string first, string firstAdapter, string second, string secondAdapter, string expected)
    {
        _project.Macros(first, Macro("table", firstAdapter, first)).Macros(second, Macro("table", secondAdapter, second));

        Materialize(_project.Node("a", "", materialized: "table"));

        _written[0].Text.ShouldStartWith(expected);
    }

    [Fact]
    public void A_package_replaces_the_engines_where_the_project_lets_it()
    {
        _project.Flags["require_explicit_package_overrides_for_builtin_materializations"] = false;
        _project.Macros("extra", Macro("table", "default", "extra")).Macros("dbt", Macro("table", "default", "dbt"));

        Materialize(_project.Node("a", "", materialized: "table"));

        _written[0].Text.ShouldStartWith("extra");
    }

    [Theory]
    [InlineData("tabel", "No materialization 'tabel' was found for adapter postgres! (searched types 'default' and 'postgres'). Did you mean 'table'?")]
    [InlineData("silent", "The materialization (\"silent\") did not explicitly return a list of relations to add to the cache. By default the target relation will be added, but this behavior will be removed in a future version of dbt.")]
    [InlineData("wrong", "Invalid return value from materialization, expected a dictionary with key \"relations\", got: list")]
    public void What_cannot_be_built_is_an_error(string materialized, string message)
    {
        _project.Macros("dbt", Macro("table", "default", "x") + "{% materialization silent, default %}{% endmaterialization %}{% materialization wrong, default %}{{ return([1]) }}{% endmaterialization %}");

        Should.Throw<TemplateException>(() => Materialize(_project.Node("a", "", materialized: materialized))).Problem.ShouldBe(message);
    }

    [Fact]
    public void What_a_tests_materialization_calls_counts_as_called_by_the_test()
    {
        _project.Macros("dbt", "{% materialization test, default %}{{ helper() }}{{ store_result('main', 'OK') }}{{ return({'relations': []}) }}{% endmaterialization %}{% macro helper() %}{% endmacro %}");
        var test = _project.Node("t", "", ResourceType.Test);

        Materialize(test).Main!.Table.ShouldBe(ResultTable.Empty);

        test.DependsOn.Macros.ShouldBe(["macro.dbt.helper"]);
    }
}
