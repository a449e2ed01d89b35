namespace ControlPlane.Transformation.Tests.Projects;

/// <summary>What is wrong with projects of tenants, apart from what the engine of models finds in all.</summary>
public sealed class ProjectErrorTests
{
    [Fact]
    public void Every_unknown_reference_is_named_with_the_nearest_names()
    {
        using var project = new ProjectFolder();
        project["models/staging/sources.yml"] = SmallProjects.Sources;
        project["models/staging/stg_orders.sql"] = "SELECT 1\nFROM {{ source('app', 'ordres') }}";
        project["models/marts/daily.sql"] = "SELECT *\nFROM {{ ref('stg_order') }}";

        var errors = project.Errors();

        errors.Count.ShouldBe(2);
        errors.ShouldContain(error => error.StartsWith("models/marts/daily.sql", StringComparison.Ordinal) && error.Contains("'stg_order'") && error.Contains("Did you mean 'stg_orders'?"));
        errors.ShouldContain(error => error.StartsWith("models/staging/stg_orders.sql", StringComparison.Ordinal) && error.Contains("'app.ordres'") && error.Contains("Did you mean 'app.orders'?"));
    }

    [Fact]
    public void What_does_not_fit_a_tenants_warehouse_is_reported_all_at_once()
    {
        using var project = new ProjectFolder();
        project["models/far.sql"] = "{{ config(schema='marts') }} SELECT 1";
        project["models/elsewhere.sql"] = "{{ config(database='OTHER_DEV_RAW') }} SELECT 1";
        project[$"models/{new string('n', 64)}.sql"] = "SELECT 1";
        project["models/one.sql"] = "{{ config(alias='same') }} SELECT 1";
        project["models/two.sql"] = "{{ config(alias='same', schema='MARTS') }} SELECT 1";
        project["models/record.sql"] = "{{ config(alias='__published') }} SELECT 1";
        project["models/sources.yml"] = "sources: [{ name: far, schema: RAW, database: OTHER_DEV_RAW, tables: [{ name: orders }] }]";

        var errors = project.Errors();

        errors.ShouldContain("models/far.sql:1: Models cannot be built in schema 'marts'. Did you mean 'MARTS'?");
        errors.ShouldContain("models/elsewhere.sql:1: Models cannot be built in database 'OTHER_DEV_RAW'. A tenant's models are in its own database: leave 'database' out.");
        errors.ShouldContain(error => error.Contains("has 64 bytes, and the warehouse keeps 63"));
        errors.ShouldContain("models/two.sql: Models 'one' and 'two' would both be MARTS.same. Give one of them another alias or schema.");
        errors.ShouldContain("models/record.sql:1: '__published' is what publishing keeps its own record in. Choose another name.");
        errors.ShouldContain(error => error.StartsWith("models/sources.yml", StringComparison.Ordinal) && error.Contains("Source 'far.orders' is in database 'OTHER_DEV_RAW'."));
        errors.Count.ShouldBe(6);
    }

    [Fact]
    public void Environment_of_the_server_cannot_be_seen()
    {
        using var project = new ProjectFolder();
        project["models/env.sql"] = "SELECT '{{ env_var('HOME') }}'";

        project.Errors().ShouldHaveSingleItem().ShouldContain("Env var required but not provided: 'HOME'");
    }

    [Fact]
    public void Folder_without_a_project_says_what_is_missing()
    {
        using var project = new ProjectFolder();
        File.Delete(Path.Combine(project.Path, "dbt_project.yml"));

        project.Errors().ShouldHaveSingleItem().ShouldStartWith("dbt_project.yml: There is no dbt_project.yml in the project's folder.");
    }

    [Fact]
    public void Model_path_outside_of_the_project_is_refused()
    {
        using var project = new ProjectFolder("name: shop\nmodel-paths: [../other]");

        project.Errors().ShouldHaveSingleItem().ShouldContain("which is not a folder within the project");
    }
}
