namespace ControlPlane.Transformation.Tests.Compilation;

public sealed class CompilationTests
{
    [Fact]
    public void Refs_and_sources_become_quoted_relations()
    {
        using var project = new ProjectFolder();
        project["models/staging/sources.yml"] = """
            sources:
              - name: app
                schema: RAW
                database: "{{ target.database }}"
                tables: [{ name: orders, identifier: "app_{{ var('table', 'orders') }}" }]
            """;
        project["models/staging/stg_orders.sql"] = "SELECT * FROM {{ source('app', 'orders') }}";
        project["models/marts/daily.sql"] = "SELECT * FROM {{ ref('shop', 'stg_orders') }} WHERE {{ this.schema }}.x";

        project.Sql("stg_orders").ShouldBe("SELECT * FROM \"ACME_DEV_RAW\".\"RAW\".\"app_orders\"");
        project.Sql("daily").ShouldBe("SELECT * FROM \"ACME_DEV_RAW\".\"STAGING\".\"stg_orders\" WHERE MARTS.x");
    }

    [Fact]
    public void Schema_is_exactly_what_was_configured_and_otherwise_the_targets()
    {
        using var project = new ProjectFolder();
        project["models/staging/a.sql"] = "SELECT 1";
        project["models/b.sql"] = "SELECT 1";

        project.Find("a").RelationName.ShouldBe("\"ACME_DEV_RAW\".\"STAGING\".\"a\"");
        project.Find("b").Schema.ShouldBe("MARTS");
    }

    [Fact]
    public void Configuration_of_the_model_goes_before_its_properties_and_these_before_its_folders()
    {
        using var project = new ProjectFolder("""
            name: shop
            models:
              +tags: all
              shop:
                +materialized: table
                deep:
                  +tags: [deep]
                  +schema: "{% if target.name == 'dev' %}STAGING{% else %}MARTS{% endif %}"
                  +color: red
                  one:
                    +alias: uno
            """);
        project["models/deep/one.sql"] = "{{ config(tags=['own'], materialized='view') }} SELECT '{{ config.get('color') }}{{ config.get('none', 'default') }}'";
        project["models/deep/two.sql"] = "SELECT 1";
        project["models/schema.yml"] = "models: [{ name: two, config: { materialized: ephemeral } }]";

        project.Find("one").ShouldSatisfyAllConditions(
            node => node.Config.Materialized.ShouldBe("view"),
            node => node.Alias.ShouldBe("uno"),
            node => node.Schema.ShouldBe("STAGING"),
            node => node.Tags.ShouldBe(["all", "deep", "own"]));
        project.Find("two").Config.Materialized.ShouldBe("ephemeral");
        project.Sql("one").ShouldBe(" SELECT 'reddefault'");
    }

    [Fact]
    public void Vars_come_from_the_tenant_then_the_project_then_the_default()
    {
        using var project = new ProjectFolder("name: shop\nvars:\n  a: 1\n  b: 1\n  shop: { b: 2 }");
        project["models/m.sql"] = "{{ var('a') }} {{ var('b') }} {{ var('c', 3) }} {{ var('d', none) is none }} {{ var.has_var('c') }}";

        project.Sql("m").ShouldBe("1 2 3 True False");
        project.Sql("m", ("a", 10L), ("c", "x")).ShouldBe("10 2 x True True");
    }

    [Fact]
    public void Target_and_model_can_be_read()
    {
        using var project = new ProjectFolder();
        project["models/m.sql"] = "{{ target.name }} {{ target.schema }} {{ target.database }} {{ target.type }} {{ model.name }} {{ this.name }}{{ log('x', info=true) }}{% if execute %} now{% endif %}";

        project.Sql("m").ShouldBe("dev MARTS ACME_DEV_RAW postgres m m now");
    }

    [Theory]
    [InlineData("SELECT * FROM {{ ref('b') }}", "with __dbt__cte__a as (\nSELECT 1 AS x\n),  __dbt__cte__b as (\nSELECT * FROM __dbt__cte__a\n) SELECT * FROM __dbt__cte__b")]
    [InlineData("-- with\nWITH c AS (SELECT 1) SELECT * FROM {{ ref('a') }}, c", "-- with\nWITH  __dbt__cte__a as (\nSELECT 1 AS x\n), c AS (SELECT 1) SELECT * FROM __dbt__cte__a, c")]
    public void Ephemeral_models_become_common_tables(string sql, string expected)
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "{{ config(materialized='ephemeral') }}SELECT 1 AS x";
        project["models/b.sql"] = "{{ config(materialized='ephemeral') }}SELECT * FROM {{ ref('a') }}";
        project["models/m.sql"] = sql;

        project.Sql("m").ShouldBe(expected);
    }

    [Fact]
    public void Disabled_model_is_not_there()
    {
        using var project = new ProjectFolder();
        project["models/off.sql"] = "{{ config(enabled=false) }} SELECT * FROM {{ ref('nothing') }}";
        project["models/schema.yml"] = "models: [{ name: \"off\", columns: [{ name: x, tests: [unique] }] }]";
        project.Bind().Nodes.ShouldBeEmpty();

        project["models/on.sql"] = "SELECT * FROM {{ ref('off') }}";

        project.Errors().ShouldHaveSingleItem().ShouldContain("depends on a node named 'off' which is disabled");
    }

    [Fact]
    public void Models_come_after_what_they_depend_on()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "SELECT * FROM {{ ref('z') }}, {{ ref('m') }}";
        project["models/m.sql"] = "SELECT * FROM {{ ref('z') }}";
        project["models/z.sql"] = "SELECT 1";

        project.Bind().Nodes.Select(model => model.Name).ShouldBe(["z", "m", "a"]);
    }

    [Fact]
    public void Project_is_parsed_once_until_its_content_changes()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "SELECT 1";
        var projects = project.Projects();
        var first = project.Bind(projects);

        project.Bind(projects).Manifest.Macros.ShouldBeSameAs(first.Manifest.Macros);
        project["models/a.sql"] = "SELECT 22";
        project.Bind(projects).Hash.ShouldNotBe(first.Hash);
    }

    [Fact]
    public void Tests_are_named_as_dbt_names_them()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "SELECT 1";
        project["models/schema.yml"] = """
            models:
              - name: a
                columns:
                  - name: id
                    tests:
                      - unique
                      - accepted_values: { values: [x, y] }
                      - relationships: { to: ref('a'), field: id }
                      - not_null: { name: mine }
            """;

        var bound = project.Bind();
        bound.Tests.Select(id => bound.Manifest.Find(id)!.Name).Order(StringComparer.Ordinal).ShouldBe(["accepted_values_a_id__x__y", "mine", "relationships_a_id__id__ref_a_", "unique_a_id"]);
    }
}
