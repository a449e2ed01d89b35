using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Tests.Jinja;

public sealed class ParseRendererTests
{
    private readonly TestProject _project = new();

    [Fact]
    public void Refs_and_sources_are_noted_in_the_order_made()
    {
        var capture = _project.Parse(_project.Node("a", "select * from {{ ref('b') }} join {{ ref('other', 'c') }} join {{ ref('d', v=2) }} join {{ source('raw', 'orders') }}"));

        capture.Refs.ShouldBe([new RefArgs("b"), new RefArgs("c", "other"), new RefArgs("d", null, 2L)]);
        capture.Sources.ShouldHaveSingleItem().ShouldBe(["raw", "orders"]);
    }

    [Fact]
    public void Configs_are_merged_hooks_and_tags_added_up()
    {
        var capture = _project.Parse(_project.Node("a", "{{ config(materialized='table', tags='x', pre_hook='one') }}{{ config({'tags': ['y'], 'pre-hook': 'two', 'materialized': 'view'}) }}"));

        capture.Config["materialized"].ShouldBe("view");
        capture.Config["tags"].ShouldBe(new List<object?> { "x", "y" });
        capture.Config["pre-hook"].ShouldBe(new List<object?> { "one", "two" });
        capture.UnrenderedConfig["materialized"].ShouldBe("view");
    }

    [Fact]
    public void Arguments_of_config_are_kept_as_written_where_the_project_asks_for_it()
    {
        _project.Flags["state_modified_compare_more_unrendered_values"] = true;

        var capture = _project.Parse(_project.Node("a", "{{ config(materialized=var('how', 'table'), tags=['x', \"y\"]) }}"));

        capture.Config["materialized"].ShouldBe("table");
        capture.UnrenderedConfig["materialized"].ShouldBe("var('how', 'table')");
        capture.UnrenderedConfig["tags"].ShouldBe("['x', \"y\"]");
    }

    [Fact]
    public void Only_macros_that_the_text_itself_calls_are_its_dependencies()
    {
        _project.Macros("shop", "{% macro outer() %}{{ inner() }}{{ ref('x') }}{% endmacro %}{% macro inner() %}1{% endmacro %}{% macro other() %}{% endmacro %}");

        var capture = _project.Parse(_project.Node("a", "{{ outer() }}{% if execute %}{{ other() }}{% endif %}"));

        capture.Macros.ShouldBe(["macro.shop.outer"]);
        capture.Refs.ShouldBe([new RefArgs("x")]);
    }

    [Fact]
    public void What_does_not_exist_may_be_called_so_that_its_arguments_are_seen()
    {
        var capture = _project.Parse(_project.Node("a", "{{ no_such_macro(ref('b')).and_then['x'](ref('c')) }}"));

        capture.Refs.Select(reference => reference.Name).ShouldBe(["b", "c"]);
    }

    [Fact]
    public void Inside_of_a_macro_what_does_not_exist_is_an_error_with_the_nearest_names()
    {
        _project.Macros("shop", "{% macro outer() %}\n{{ inne() }}\n{% endmacro %}{% macro inner() %}1{% endmacro %}");

        var error = Should.Throw<TemplateException>(() => _project.Parse(_project.Node("a", "{{ outer() }}")));

        error.Problem.ShouldStartWith("'inne' is undefined. This can happen when calling a macro that does not exist.");
        error.Problem.ShouldEndWith("Did you mean 'inner'?");
        (error.File, error.Line, error.OffendingText).ShouldBe(("macros/all.sql", 2, "{{ inne() }}"));
    }

    [Fact]
    public void A_loop_without_end_is_ended_and_said_where()
    {
        _project.Macros("shop", "{% macro spin() %}{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}{% endmacro %}");

        var error = Should.Throw<TemplateException>(() => _project.Parse(_project.Node("a", "{{ spin() }}")));

        error.Kind.ShouldBe(TemplateErrorKind.Limit);
        error.Problem.ShouldContain("loop iterations");
        error.File.ShouldBe("macros/all.sql");
    }

    [Theory]
    [InlineData("{{ config.get('x', 'y') }}", "")]
    [InlineData("{{ var('unset') }}", "None")]
    [InlineData("{{ execute }}", "False")]
    [InlineData("{{ this }}", "\"db\".\"main\".\"a\"")]
    [InlineData("{{ ref('elsewhere') }}", "\"db\".\"main\".\"a\"")]
    [InlineData("{{ target.name }} {{ project_name }} {{ dbt_version }}", "dev shop 1.10.15")]
    [InlineData("{{ graph.nodes | length }}", "0")]
    [InlineData("{{ load_result('x') }}", "None")]
    public void At_parse_time_nothing_is_known_yet(string text, string expected)
    {
        _project.Macros("shop", "{% macro seen(text) %}{{ config(seen=text) }}{% endmacro %}");

        _project.Parse(_project.Node("a", $"{{% set text %}}{text}{{% endset %}}{{{{ seen(text) }}}}")).Config["seen"].ShouldBe(expected);
    }

    [Fact]
    public void A_generic_test_refers_to_what_its_arguments_refer_to()
    {
        _project.Macros("dbt", "{% test relationships(model, column_name, to, field) %}{{ model }} {{ to }}{% endtest %}{% macro get_where_subquery(relation) %}{{ return(relation) }}{% endmacro %}");
        var test = _project.Node("t", "{{ test_relationships(**_dbt_generic_test_kwargs) }}", ResourceType.Test, change: node => node.TestMetadata = new TestMetadata(
            "relationships",
            new() { ["to"] = "ref('customers')", ["field"] = "id", ["column_name"] = "customer_id", ["model"] = "{{ get_where_subquery(ref('orders')) }}" },
            null));

        var capture = _project.Parse(test);

        capture.Refs.ShouldBe([new RefArgs("customers"), new RefArgs("orders")]);
        capture.Macros.ShouldBe(["macro.dbt.test_relationships", "macro.dbt.get_where_subquery"]);
    }

    [Fact]
    public void A_builtin_test_is_known_without_rendering()
    {
        _project.Macros("dbt", "{% test unique(model, column_name) %}{% endtest %}");
        var test = _project.Node("t", "{{ test_unique(**_dbt_generic_test_kwargs) }}", ResourceType.Test, change: node => node.TestMetadata = new TestMetadata(
            "unique", new() { ["column_name"] = "id", ["model"] = "{{ get_where_subquery(ref('orders', version='2')) }}" }, null));

        var capture = _project.Parse(test);

        capture.Refs.ShouldBe([new RefArgs("orders", null, "2")]);
        capture.Macros.ShouldBe(["macro.dbt.test_unique"]);
    }

    [Fact]
    public void Names_are_made_by_the_macro_of_the_nodes_package_then_the_root_then_the_engine()
    {
        _project.Macros("dbt", "{% macro generate_schema_name(custom, node) %}  {{ target.schema }}{% if custom %}_{{ custom }}{% endif %}\n{% endmacro %}{% macro generate_alias_name(custom, node) %}{{ custom or node.name }}{% endmacro %}")
            .Macros("shop", "{% macro generate_alias_name(custom, node) %}root_{{ node.name }}_{{ node.config.materialized }}{% endmacro %}")
            .Macros("extra", "{% macro generate_alias_name(custom, node) %}extra_{{ node.name }}{% endmacro %}");
        var (own, other) = (_project.Node("a", ""), _project.Node("b", "", package: "extra"));
        var renderer = new ControlPlane.Models.Jinja.ParseRenderer(_project.Manifest, _project.Adapter);

        renderer.GenerateName("schema", "x", own).ShouldBe("main_x");
        renderer.GenerateName("schema", null, other).ShouldBe("main");
        renderer.GenerateName("alias", null, own).ShouldBe("root_a_view");
        renderer.GenerateName("alias", null, other).ShouldBe("extra_b");
    }

    [Fact]
    public void Vars_of_a_package_go_before_nothing_but_its_defaults()
    {
        _project.Vars["a"] = "root";
        _project.Vars["shop"] = new Dictionary<string, object?> { ["b"] = "scoped" };
        _project.Vars["c"] = "{{ target.name }}!";
        _project.Invocation = new Invocation { Vars = new Dictionary<string, object?> { ["d"] = 5L } };

        var capture = _project.Parse(_project.Node("n", "{{ config(x=[var('a'), var('b'), var('c'), var('d'), var('e', 'f'), var.has_var('a'), var.has_var('z')]) }}"));

        capture.Config["x"].ShouldBe(new List<object?> { "root", "scoped", "dev!", 5L, "f", true, false });
        capture.Inputs.Vars.ShouldBe(["a", "b", "c", "d", "e", "z"]);
        capture.Inputs.TargetMembers.ShouldBe(["name"]);
    }

    [Fact]
    public void Secrets_of_the_environment_are_for_profiles_only()
    {
        _project.Invocation = new Invocation { Environment = new Dictionary<string, string> { ["PLACE"] = "here", ["DBT_ENV_SECRET_X"] = "hidden" } };

        _project.Parse(_project.Node("a", "{{ config(x=env_var('PLACE'), y=env_var('NONE', 'z')) }}")).Config.ShouldBe(new Dictionary<string, object?> { ["x"] = "here", ["y"] = "z" });
        Should.Throw<TemplateException>(() => _project.Parse(_project.Node("b", "{{ env_var('DBT_ENV_SECRET_X') }}"))).Problem
            .ShouldBe("Secret env vars are allowed only in profiles.yml or packages.yml. Found 'DBT_ENV_SECRET_X' referenced elsewhere.");
        Should.Throw<TemplateException>(() => _project.Parse(_project.Node("c", "{{ env_var('NONE') }}"))).Problem.ShouldBe("Env var required but not provided: 'NONE'");
    }

    [Theory]
    [InlineData("{{ ref() }}", "ref() takes at most two arguments (0 given)")]
    [InlineData("{{ ref(1) }}", "The name argument to ref() must be a string, got <class 'int'>")]
    [InlineData("{{ source('a') }}", "source() takes exactly two arguments (1 given)")]
    [InlineData("{{ config('a') }}", "Invalid inline model config")]
    [InlineData("{{ config({'pre_hook': 1, 'pre-hook': 2}) }}", "Invalid config, has conflicting keys \"pre_hook\" and \"pre-hook\"")]
    [InlineData("{{ exceptions.raise_compiler_error('no') }}", "no")]
    public void What_is_called_wrongly_is_an_error(string text, string message) =>
        Should.Throw<TemplateException>(() => _project.Parse(_project.Node("a", text))).Problem.ShouldBe(message);
}
