namespace ControlPlane.Models.Tests.Parsing.Configs;

public sealed class ConfigInheritanceTests
{
    [Fact]
    public void Deeper_folders_override_and_a_file_overrides_them()
    {
        using var project = new ProjectFolder($"""
            {ProjectFolder.Settings}
            models:
              +materialized: table
              shop:
                staging:
                  materialized: view
                  stg_special:
                    +materialized: incremental
            """);
        project["models/a.sql"] = "select 1 as id";
        project["models/staging/stg_a.sql"] = "select 1 as id";
        project["models/staging/stg_special.sql"] = "select 1 as id";
        project["models/staging/stg_own.sql"] = "{{ config(materialized='ephemeral') }} select 1 as id";
        var nodes = project.Parse().Nodes;
        nodes.ToDictionary(pair => pair.Value.Name, pair => pair.Value.Config.Materialized)
            .ShouldBe(new Dictionary<string, string> { ["a"] = "table", ["stg_a"] = "view", ["stg_special"] = "incremental", ["stg_own"] = "ephemeral" }, ignoreOrder: true);
        nodes["model.shop.stg_special"].UnrenderedConfig.ShouldBe(new Dictionary<string, object?> { ["materialized"] = "incremental" });
    }

    [Fact]
    public void Tags_add_up_and_meta_is_merged()
    {
        using var project = new ProjectFolder($"{ProjectFolder.Settings}models:\n  +tags: all\n  +meta: {{owner: a, level: 1}}\n  shop: {{+tags: [shop]}}");
        project["models/a.sql"] = "{{ config(tags='own', meta={'level': 2}) }} select 1 as id";
        var node = project.Parse().Nodes["model.shop.a"];
        node.Config.List("tags").ShouldBe(["all", "shop", "own"]);
        node.Tags.ShouldBe(["all", "shop", "own"]);
        node.Meta.ShouldBe(new Dictionary<string, object?> { ["owner"] = "a", ["level"] = 2L });
    }

    [Fact]
    public void Properties_go_between_the_project_and_the_file()
    {
        using var project = new ProjectFolder($"{ProjectFolder.Settings}models: {{+materialized: table, +schema: a, +alias: x}}");
        project["models/a.sql"] = "{{ config(schema='c') }} select 1 as id";
        project["models/schema.yml"] = "models: [{name: a, config: {materialized: view, schema: b}}]";
        var node = project.Parse().Nodes["model.shop.a"];
        (node.Config.Materialized, node.Config.Schema, node.Alias).ShouldBe(("view", "c", "x"));
    }

    [Fact]
    public void Hooks_add_up_as_mappings()
    {
        using var project = new ProjectFolder($"{ProjectFolder.Settings}models:\n  +pre-hook: select 1");
        project["models/a.sql"] = """{{ config(pre_hook=['select 2', {'sql': 'select 3', 'transaction': false}, '{"sql": "select 4"}']) }} select 1 as id""";
        var hooks = project.Parse().Nodes["model.shop.a"].Config.List("pre-hook").Cast<IReadOnlyDictionary<string, object?>>().ToList();
        hooks.Select(hook => (hook["sql"], hook["transaction"], hook["index"]))
            .ShouldBe([("select 1", true, null), ("select 2", true, null), ("select 3", false, null), ("select 4", true, null)]);
    }

    [Fact]
    public void What_hooks_refer_to_counts_as_the_models()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "select 1 as id";
        project["models/b.sql"] = """{{ config(post_hook="insert into x select * from {{ ref('a') }}") }} select 1 as id""";
        project.Parse().Nodes["model.shop.b"].DependsOn.Nodes.ShouldBe(["model.shop.a"]);
    }

    [Fact]
    public void Grants_replace_unless_they_are_added_to()
    {
        using var project = new ProjectFolder($"{ProjectFolder.Settings}models:\n  +grants: {{select: [a], insert: b}}");
        project["models/a.sql"] = "{{ config(grants={'+select': 'c', 'insert': ['d']}) }} select 1 as id";
        var grants = project.Parse().Nodes["model.shop.a"].Config.Map("grants");
        ((IEnumerable<object?>)grants["select"]!).ShouldBe(["a", "c"]);
        ((IEnumerable<object?>)grants["insert"]!).ShouldBe(["d"]);
    }

    [Fact]
    public void The_root_project_overrides_a_packages_own_files()
    {
        using var project = new ProjectFolder($"{ProjectFolder.Settings}models: {{tools: {{+materialized: view, +enabled: \"{{{{ target.name == 'dev' }}}}\"}}}}");
        project["dbt_packages/tools/dbt_project.yml"] = "name: tools\nmodels: {tools: {+materialized: table, +tags: own}}";
        project["dbt_packages/tools/models/t.sql"] = "{{ config(materialized='incremental') }} select 1 as id";
        var node = project.Parse().Nodes["model.tools.t"];
        (node.Config.Materialized, node.Config.Enabled).ShouldBe(("view", true));
        node.UnrenderedConfig.ShouldBe(new Dictionary<string, object?> { ["materialized"] = "view", ["tags"] = "own", ["enabled"] = "{{ target.name == 'dev' }}" }, ignoreOrder: true);
    }

    [Fact]
    public void Every_type_of_resource_shows_its_defaults_in_order()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "{{ config(indexes=[{'columns': ['id']}], mine=none) }} select 1 as id";
        project["tests/t.sql"] = "select 1 as id";
        project["seeds/s.csv"] = "id\n1";
        project["snapshots/p.sql"] = "{% snapshot p %}{{ config(strategy='check', unique_key='id', check_cols='all') }}select 1 as id{% endsnapshot %}";
        var nodes = project.Parse().Nodes;
        nodes["model.shop.a"].Config.Values.Keys.ShouldBe(
        [
            "enabled", "alias", "schema", "database", "tags", "meta", "group", "materialized", "incremental_strategy", "batch_size", "lookback", "begin", "persist_docs", "post-hook",
            "pre-hook", "quoting", "column_types", "full_refresh", "unique_key", "on_schema_change", "on_configuration_change", "grants", "packages", "docs", "contract", "event_time",
            "concurrent_batches", "access", "freshness", "indexes", "mine",
        ]);
        nodes["test.shop.t"].Config.Values.Keys.ShouldBe(
            ["enabled", "alias", "schema", "database", "tags", "meta", "group", "materialized", "severity", "store_failures", "store_failures_as", "where", "limit", "fail_calc", "warn_if", "error_if"]);
        nodes["seed.shop.s"].Config.Values.Keys.TakeLast(2).ShouldBe(["delimiter", "quote_columns"]);
        nodes["snapshot.shop.p"].Config.Values.Keys.TakeLast(7).ShouldBe(["strategy", "target_schema", "target_database", "updated_at", "check_cols", "snapshot_meta_column_names", "dbt_valid_to_current"]);
    }

    [Fact]
    public void Null_takes_a_schema_back_for_names_only()
    {
        using var project = new ProjectFolder($"{ProjectFolder.Settings}models: {{+schema: marts}}");
        project["models/a.sql"] = "{{ config(schema=none) }} select 1 as id";
        var node = project.Parse().Nodes["model.shop.a"];
        (node.Schema, node.Config["schema"]).ShouldBe(("dev", "marts"));
    }

    [Fact]
    public void Stored_failures_follow_from_either_configuration()
    {
        using var project = new ProjectFolder();
        project["tests/a.sql"] = "{{ config(store_failures=true) }} select 1 as id";
        project["tests/b.sql"] = "{{ config(store_failures_as='ephemeral') }} select 1 as id";
        var nodes = project.Parse().Nodes;
        (nodes["test.shop.a"].Config["store_failures_as"], nodes["test.shop.b"].Config["store_failures"]).ShouldBe(("table", false));
        nodes["test.shop.a"].RelationName.ShouldBe("\"shop\".\"dev_dbt_test__audit\".\"a\"");
        nodes["test.shop.b"].RelationName.ShouldBeNull();
    }

    [Theory]
    [InlineData("enabled='yes'", "The configuration 'enabled' of model.shop.a is 'yes', which is not true or false.")]
    [InlineData("schema=1", "The configuration 'schema' of model.shop.a is 1, which is not a text.")]
    [InlineData("access='publik'", "has an invalid value (publik) for the access field. Did you mean 'public'?")]
    [InlineData("materialized='incremental', contract={'enforced': true}", "Invalid value for on_schema_change: ignore.")]
    public void A_value_that_a_configuration_cannot_have_is_an_error(string call, string message)
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = $$$"""{{ config({{{call}}}) }} select 1 as id""";
        project.Errors().ShouldContain(error => error.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Configurations_of_nothing_are_a_warning()
    {
        using var project = new ProjectFolder($"{ProjectFolder.Settings}models: {{shop: {{stagin: {{+materialized: view}}, marts: {{+materialized: table}}}}}}");
        project["models/marts/a.sql"] = "select 1 as id";
        project.Parse().Warnings.ShouldHaveSingleItem().Message.ShouldEndWith("There are 1 unused configuration paths:\n- models.shop.stagin");
    }
}
