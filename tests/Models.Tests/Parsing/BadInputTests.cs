using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Parsing;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Tests.Parsing;

public sealed class BadInputTests
{
    [Fact]
    public void An_unknown_ref_names_the_nearest_with_file_and_line()
    {
        using var project = new ProjectFolder();
        project["models/stg_orders.sql"] = "select 1 as id";
        project["models/marts/orders.sql"] = "select *\nfrom {{ ref('stg_order') }}";
        project.Errors().ShouldBe(["models/marts/orders.sql:2: Model 'model.shop.orders' (models/marts/orders.sql) depends on a node named 'stg_order' which was not found. Did you mean 'stg_orders'?"]);
    }

    [Fact]
    public void An_unknown_source_names_the_nearest()
    {
        using var project = new ProjectFolder();
        project["models/sources.yml"] = "sources: [{name: raw, tables: [{name: orders}]}]";
        project["models/a.sql"] = "select * from {{ source('raw', 'order') }}";
        project.Errors().ShouldBe(["models/a.sql:1: Model 'model.shop.a' (models/a.sql) depends on a source named 'raw.order' which was not found. Did you mean 'raw.orders'?"]);
    }

    [Fact]
    public void A_disabled_ref_is_said_to_be_disabled()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "{{ config(enabled=false) }} select 1 as id";
        project["models/b.sql"] = "select * from {{ ref('a') }}";
        project.Errors().ShouldHaveSingleItem().ShouldEndWith("depends on a node named 'a' which is disabled. Enable it, or remove the reference.");
    }

    [Fact]
    public void A_test_of_what_is_not_there_is_left_out_with_a_warning()
    {
        using var project = new ProjectFolder();
        project["tests/t.sql"] = "select * from {{ ref('nothing') }}";
        var manifest = project.Parse();
        manifest.Warnings.ShouldHaveSingleItem().Message.ShouldContain("Test 'test.shop.t' (tests/t.sql) depends on a node named 'nothing' which was not found");
        manifest.Nodes["test.shop.t"].Config.Enabled.ShouldBeFalse();
    }

    [Fact]
    public void A_cycle_is_shown()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "select * from {{ ref('c') }}";
        project["models/b.sql"] = "select * from {{ ref('a') }}";
        project["models/c.sql"] = "select *\nfrom {{ ref('b') }}";
        project.Errors().ShouldHaveSingleItem().ShouldBe("models/a.sql: Found a cycle: model.shop.a --> model.shop.c --> model.shop.b --> model.shop.a. Remove one of these references:\n"
            + "- models/a.sql:1: model.shop.a --> model.shop.c\n- models/c.sql:2: model.shop.c --> model.shop.b\n- models/b.sql:1: model.shop.b --> model.shop.a");
    }

    [Fact]
    public void Two_models_of_one_name_are_an_error()
    {
        using var project = new ProjectFolder();
        project["models/x/a.sql"] = "select 1 as id";
        project["models/y/a.sql"] = "select 1 as id";
        project.Errors().ShouldHaveSingleItem().ShouldBe("models/y/a.sql: dbt found two models with the name \"a\". Since these resources have the same name, dbt will be unable to find the correct resource when looking for ref(\"a\"). "
            + "Change the name of one of these resources:\n- model.shop.a (models/x/a.sql)\n- model.shop.a (models/y/a.sql)");
    }

    [Fact]
    public void Two_snapshots_of_one_name_are_told_with_both_places()
    {
        using var project = new ProjectFolder();
        var snapshot = "{% snapshot s %}{{ config(unique_key='id', strategy='check', check_cols='all') }}select 1 as id{% endsnapshot %}";
        project["snapshots/a.sql"] = snapshot;
        project["snapshots/b.sql"] = $"{{# other #}}\n\n{snapshot}";
        var error = project.Errors().ShouldHaveSingleItem();
        error.ShouldStartWith("snapshots/b.sql:3: dbt found two snapshots with the name \"s\".");
        error.ShouldEndWith("\n- snapshot.shop.s (snapshots/a.sql:1)\n- snapshot.shop.s (snapshots/b.sql:3)");
    }

    [Fact]
    public void Two_docs_of_one_name_are_told_with_both_places()
    {
        using var project = new ProjectFolder();
        project["models/a.md"] = "{% docs d %}x{% enddocs %}";
        project["models/b.md"] = "# Other\n{% docs d %}y{% enddocs %}";
        project.Errors().ShouldHaveSingleItem().ShouldStartWith("models/b.md:2: dbt found two docs with the name \"d\": models/a.md:1 and models/b.md:2.");
    }

    [Fact]
    public void A_package_that_is_not_there_is_an_error()
    {
        using var project = new ProjectFolder();
        project["packages.yml"] = "packages:\n  - local: ../tools\n";
        var error = project.Errors().ShouldHaveSingleItem();
        error.ShouldStartWith("packages.yml:2: ");
        error.ShouldContain("../tools");
    }

    [Fact]
    public void Two_nodes_that_would_be_one_relation_are_an_error()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "select 1 as id";
        project["models/b.sql"] = "{{ config(alias='a') }} select 1 as id";
        project.Errors().ShouldHaveSingleItem().ShouldContain("dbt found two resources with the database representation \"\"shop\".\"dev\".\"a\"\"");
    }

    [Fact]
    public void A_ref_that_fits_in_several_packages_is_ambiguous()
    {
        using var project = new ProjectFolder();
        foreach (var package in (string[])["one", "two"])
        {
            project[$"dbt_packages/{package}/dbt_project.yml"] = $"name: {package}";
            project[$"dbt_packages/{package}/models/m.sql"] = $"{{{{ config(schema='{package}') }}}} select 1 as id";
        }
        project["models/a.sql"] = "select * from {{ ref('m') }}";
        project["models/b.sql"] = "select * from {{ ref('two', 'm') }}";
        project.Errors().ShouldHaveSingleItem().ShouldContain("When referencing 'm', dbt found nodes in multiple packages: 'model.one.m', 'model.two.m'. Use two-argument 'ref', with the package name first: 'one' or 'two'.");
    }

    [Fact]
    public void Invalid_jinja_is_an_error_with_file_and_line_and_no_error_of_those_who_refer_to_it()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "select 1\n{% if %}";
        project["models/b.sql"] = "select * from {{ ref('a') }}";
        project.Errors().ShouldHaveSingleItem().ShouldStartWith("models/a.sql:2: Jinja:");
    }

    [Fact]
    public void Invalid_yaml_is_an_error_with_file_and_line()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "select 1 as id";
        project["models/schema.yml"] = "models:\n  - name: a\n   description: x";
        project.Errors().ShouldHaveSingleItem().ShouldStartWith("models/schema.yml:3: Invalid YAML:");
    }

    [Fact]
    public void A_model_over_the_size_limit_is_an_error()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = new string(' ', 2000) + "select 1 as id";
        var projects = project.Load();
        Should.Throw<ProjectInvalidException>(() => ProjectParser.Parse(projects, new Invocation(), AdapterFactory.Create(projects.Target), new ParseLimits { FileBytes = 1000 }))
            .Errors.Single().ToString().ShouldBe("models/a.sql: The file has 2014 bytes; the limit is 1000. Divide it, or move its data to a seed.");
    }

    [Fact]
    public void Two_macros_of_one_name_are_an_error()
    {
        using var project = new ProjectFolder();
        project["macros/a.sql"] = "{% macro m() %}1{% endmacro %}";
        project["macros/b.sql"] = "{# other #}\n{% macro m() %}2{% endmacro %}";
        project.Errors().ShouldHaveSingleItem().ShouldContain("dbt found two macros named \"m\" in the project \"shop\": macros/a.sql:1 and macros/b.sql:2.");
    }

    [Fact]
    public void A_private_model_is_for_its_group_alone()
    {
        using var project = new ProjectFolder();
        project["models/schema.yml"] = "groups: [{name: finance, owner: {name: f}}, {name: sales, owner: {name: s}}]\nmodels: [{name: a, config: {access: private, group: finance}}, {name: b, config: {group: finance}}, {name: c, config: {group: sales}}]";
        project["models/a.sql"] = "select 1 as id";
        project["models/b.sql"] = "select * from {{ ref('a') }}";
        project["models/c.sql"] = "select * from {{ ref('a') }}";
        project.Errors().ShouldHaveSingleItem().ShouldContain("Node model.shop.c attempted to reference node model.shop.a, which is not allowed because the referenced node is private to the 'finance' group.");
    }

    [Fact]
    public void Another_package_reaches_only_public_models_of_one_that_restricts_access()
    {
        using var project = new ProjectFolder();
        project["dbt_packages/tools/dbt_project.yml"] = "name: tools\nrestrict-access: true";
        project["dbt_packages/tools/models/inner.sql"] = "select 1 as id";
        project["dbt_packages/tools/models/outer.sql"] = "{{ config(access='public') }} select * from {{ ref('inner') }}";
        project["models/a.sql"] = "select * from {{ ref('inner') }} union all select * from {{ ref('outer') }}";
        project.Errors().ShouldHaveSingleItem().ShouldContain("not allowed because the referenced node is protected to the 'tools' package.");
    }

    [Fact]
    public void A_group_that_does_not_exist_is_an_error()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "{{ config(group='finanse') }} select 1 as id";
        project["models/groups.yml"] = "groups: [{name: finance, owner: {name: f}}]";
        project.Errors().ShouldHaveSingleItem().ShouldContain("Invalid group 'finanse' of model.shop.a, expected one of ['finance']. Did you mean 'finance'?");
    }

    [Theory]
    [InlineData("unique_key='id'", "Snapshots must be configured with a 'strategy' and 'unique_key'")]
    [InlineData("unique_key='id', strategy='check'", "must specify a check_cols configuration")]
    [InlineData("unique_key='id', strategy='timestamp'", "must specify an updated_at configuration")]
    [InlineData("unique_key='id', strategy='timestamp', updated_at='at', check_cols='all'", "should not have 'check_cols'")]
    public void A_snapshot_that_is_not_fully_configured_is_an_error(string call, string message)
    {
        using var project = new ProjectFolder();
        project["snapshots/s.sql"] = $$$"""{% snapshot s %}{{ config({{{call}}}) }}select 1 as id{% endsnapshot %}""";
        project.Errors().ShouldHaveSingleItem().ShouldContain(message);
    }

    [Fact]
    public void A_microbatch_model_needs_its_configuration()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "{{ config(materialized='incremental', incremental_strategy='microbatch', batch_size='week') }} select 1 as id";
        project["models/b.sql"] = "{{ config(materialized='incremental', incremental_strategy='microbatch', batch_size='day', event_time='at', begin='2024-01-01') }} select 1 as id";
        project.Errors().Count.ShouldBe(3);
    }

    [Fact]
    public void A_name_with_blanks_is_an_error()
    {
        using var project = new ProjectFolder();
        project["models/my model.sql"] = "select 1 as id";
        project.Errors().ShouldHaveSingleItem().ShouldContain("resource names cannot contain spaces");
    }

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "select * from {{ ref('x1') }}";
        project["models/b.sql"] = "select {% endif %}";
        project["models/c.sql"] = "{{ config(enabled='maybe') }} select * from {{ ref('x2') }}";
        project.Errors().Count.ShouldBe(4);
    }
}
