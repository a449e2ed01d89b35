using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Tests.Jinja;
using ControlPlane.Templating;

namespace ControlPlane.Models.Tests.Compilation;

public sealed class EphemeralModelsTests
{
    private readonly TestProject _project = new();

    private ManifestNode Ephemeral(string name, string text) => _project.Node(name, text, materialized: "ephemeral");

    private void Compile(ManifestNode node)
    {
        foreach (var each in _project.Manifest.Nodes.Values.ToList()) _project.Parse(each);
        new RuntimeRenderer(_project.Manifest, _project.Adapter).Compile(node, () => throw new InvalidOperationException());
    }

    [Fact]
    public void They_come_in_front_each_once_those_that_others_need_first()
    {
        Ephemeral("base", "select 1 as id");
        Ephemeral("left", "with t as (select * from {{ ref('base') }}) select * from t");
        Ephemeral("right", "select * from {{ ref('base') }}");
        var model = _project.Node("model", "select * from {{ ref('left') }} join {{ ref('right') }}");

        Compile(model);

        model.CompiledCode.ShouldBe("""
            with __dbt__cte__base as (
            select 1 as id
            ),  __dbt__cte__left as (
            with t as (select * from __dbt__cte__base) select * from t
            ),  __dbt__cte__right as (
            select * from __dbt__cte__base
            ) select * from __dbt__cte__left join __dbt__cte__right
            """);
        model.ExtraCtes.Select(cte => cte.Id).ShouldBe(["model.shop.base", "model.shop.left", "model.shop.right"]);
        model.ExtraCtesInjected.ShouldBeTrue();
        _project.Manifest.Nodes["model.shop.left"].CompiledCode.ShouldStartWith("with  __dbt__cte__base as (\nselect 1 as id\n), t as (");
    }

    [Fact]
    public void Compiling_again_gives_the_same()
    {
        Ephemeral("base", "select 1 as id");
        var model = _project.Node("model", "select * from {{ ref('base') }}");
        Compile(model);
        var first = model.CompiledCode;

        Compile(model);

        model.CompiledCode.ShouldBe(first);
        model.ExtraCtes.Count.ShouldBe(1);
    }

    [Fact]
    public void Many_threads_that_need_the_same_one_compile_it_once()
    {
        Ephemeral("base", "{{ log('compiled') }}select 1 as id");
        var models = Enumerable.Range(0, 40).Select(i => _project.Node($"model_{i}", "select * from {{ ref('base') }}")).ToList();
        foreach (var model in models) _project.Parse(model);
        var renderer = new RuntimeRenderer(_project.Manifest, _project.Adapter);

        Parallel.ForEach(models, model => renderer.Compile(model, () => throw new InvalidOperationException()));

        models.ShouldAllBe(model => model.CompiledCode == "with __dbt__cte__base as (\nselect 1 as id\n) select * from __dbt__cte__base");
    }

    [Fact]
    public void What_they_read_of_the_invocation_is_read_by_the_model_as_well()
    {
        Ephemeral("base", "select {{ var('x', 1) }}");
        var model = _project.Node("model", "select * from {{ ref('base') }}");

        Compile(model);

        model.CompileInputs!.Vars.ShouldBe(["x"]);
    }

    [Fact]
    public void A_circle_of_them_is_an_error()
    {
        Ephemeral("a", "select * from {{ ref('b') }}");
        Ephemeral("b", "select * from {{ ref('a') }}");
        var model = _project.Node("model", "select * from {{ ref('a') }}");

        Should.Throw<TemplateException>(() => Compile(model)).Problem.ShouldBe("Ephemeral models refer to one another in a circle: model -> a -> b -> a");
    }

    [Fact]
    public void A_unit_tests_rows_stand_for_the_models_inputs()
    {
        _project.Macros("dbt", "{% macro is_incremental() %}{{ return(false) }}{% endmacro %}{% macro now() %}now(){% endmacro %}");
        var orders = _project.Node("orders", "");
        _project.Source("raw", "customers");
        const string Text = "{% if is_incremental() %}select * from {{ this }}{% endif %} {{ ref('orders') }} {{ source('raw', 'customers') }} {{ dbt.now() }} {{ var('limit') }} {{ env_var('PLACE') }}";
        var model = _project.Node("model", Text);
        var test = new UnitTest
        {
            ResourceType = ResourceType.UnitTest, UniqueId = "unit_test.shop.model.t", Name = "t", PackageName = "shop", Path = "a.yml", OriginalFilePath = "models/a.yml", Fqn = ["shop", "t"],
            Model = "model", Given = [], Expect = new UnitTestRows("dict", null, null), TestedNode = model.UniqueId,
            Overrides = new()
            {
                ["macros"] = new Dictionary<string, object?> { ["is_incremental"] = true, ["dbt.now"] = "'2026-01-01'" },
                ["vars"] = new Dictionary<string, object?> { ["limit"] = 5L },
                ["env_vars"] = new Dictionary<string, object?> { ["PLACE"] = "here" },
            },
        };
        var node = _project.Node("t", Text, ResourceType.UnitTest);
        ManifestNode Rows(string name) => new()
        {
            ResourceType = ResourceType.Model, UniqueId = $"model.shop.{name}", Name = name, Alias = name, PackageName = "shop", Path = "", OriginalFilePath = "models/a.yml", Fqn = [], RawCode = $"select '{name}'",
            Config = new NodeConfig(new(StringComparer.Ordinal) { ["materialized"] = "ephemeral" }),
        };

        new RuntimeRenderer(_project.Manifest, _project.Adapter).Compile(node, () => throw new InvalidOperationException(), new MaterializationInputs
        {
            UnitTest = test,
            StandIns = new Dictionary<string, ManifestNode> { [orders.UniqueId] = Rows("orders"), ["source.shop.raw.customers"] = Rows("customers"), [model.UniqueId] = Rows("model") },
        });

        node.OwnCode.ShouldBe("select * from __dbt__cte__model __dbt__cte__orders __dbt__cte__customers '2026-01-01' 5 here");
        node.CompiledCode!.ShouldContain("__dbt__cte__orders as (\nselect 'orders'\n)");
        node.ExtraCtes.Select(cte => cte.Id).ShouldBe(["model.shop.model", "model.shop.orders", "model.shop.customers"]);
    }
}
