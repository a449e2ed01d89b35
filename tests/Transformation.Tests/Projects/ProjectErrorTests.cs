namespace ControlPlane.Transformation.Tests.Projects;

public sealed class ProjectErrorTests
{
    [Fact]
    public void Every_unknown_reference_is_named_with_its_line_and_the_nearest_names()
    {
        using var project = new ProjectFolder();
        project["models/staging/sources.yml"] = SmallProjects.Sources;
        project["models/staging/stg_orders.sql"] = "SELECT 1\nFROM {{ source('app', 'ordres') }}";
        project["models/marts/daily.sql"] = "SELECT *\nFROM {{ ref('stg_order') }}\nJOIN {{ ref('zzz') }} USING (id)\nJOIN {{ ref('other', 'daily') }} USING (id)";

        project.Errors().ShouldBe([
            "models/marts/daily.sql:2: Unknown model 'stg_order'. Did you mean 'stg_orders'?",
            "models/marts/daily.sql:3: Unknown model 'zzz'. Add the model or correct the name.",
            "models/marts/daily.sql:4: Unknown project 'other' in ref('other', 'daily'). Models of this project are ref('daily') or ref('shop', 'daily').",
            "models/staging/stg_orders.sql:2: Unknown source 'app.ordres'. Did you mean 'app.orders'?",
        ]);
    }

    [Fact]
    public void Cycle_is_shown()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "SELECT * FROM {{ ref('b') }}";
        project["models/b.sql"] = "SELECT * FROM {{ ref('c') }}";
        project["models/c.sql"] = "SELECT * FROM {{ ref('a') }}";
        project["models/self.sql"] = "SELECT * FROM {{ ref('self') }}";

        project.Errors().ShouldBe([
            "models/a.sql: Models depend on each other in a circle: a -> b -> c -> a. Remove one of these references.",
            "models/self.sql: Models depend on each other in a circle: self -> self. Remove one of these references.",
        ]);
    }

    [Fact]
    public void What_cannot_be_parsed_is_reported_all_at_once()
    {
        using var project = new ProjectFolder();
        project["models/a/twice.sql"] = "SELECT 1";
        project["models/b/twice.sql"] = "SELECT 1";
        project["models/jinja.sql"] = "SELECT 1\n{% if %}";
        project["models/broken.yml"] = "models:\n  - name: [unclosed\n";
        project["models/quo\"te.sql"] = "SELECT 1";
        project["models/daily__b01234567.sql"] = "SELECT 1";

        var errors = project.Errors();

        errors.Count.ShouldBe(5);
        errors.ShouldContain("models/b/twice.sql: Model 'twice' is also models/a/twice.sql. Model names are unique in a project: rename one of the files.");
        errors.ShouldContain(error => error.StartsWith("models/jinja.sql:2: Jinja: ", StringComparison.Ordinal));
        errors.ShouldContain(error => error.StartsWith("models/broken.yml:", StringComparison.Ordinal) && error.Contains("Invalid YAML"));
        errors.ShouldContain(error => error.Contains("'quo\"te' cannot name a model."));
        errors.ShouldContain(error => error.Contains("'daily__b01234567' ends like a build of a run."));
    }

    [Theory]
    [InlineData("models: &a [*a]")]
    [InlineData("deep")]
    public void Yaml_without_end_is_an_error_of_its_file(string yaml)
    {
        using var project = new ProjectFolder();
        project["models/endless.yml"] = yaml == "deep" ? new string('[', 100_000) : yaml;
        project.Errors().ShouldContain(error => error.StartsWith("models/endless.yml:", StringComparison.Ordinal) && error.Contains("Invalid YAML"));
    }

    [Fact]
    public void What_cannot_be_bound_is_reported_all_at_once()
    {
        using var project = new ProjectFolder();
        project["models/inc.sql"] = "{{ config(materialized='tabel') }}\nSELECT 1";
        project["models/far.sql"] = "{{ config(schema='marts') }} SELECT 1";
        project["models/novar.sql"] = "SELECT 1\nWHERE x > {{ var('missing') }}";
        project["models/env.sql"] = "SELECT '{{ env_var('HOME') }}'";
        project["models/undefined.sql"] = "SELECT {{ no_such_macro() }}";
        project[$"models/{new string('n', 64)}.sql"] = "SELECT 1";
        project["models/one.sql"] = "{{ config(alias='same') }} SELECT 1";
        project["models/two.sql"] = "{{ config(alias='same') }} SELECT 1";
        project["models/schema.yml"] = """
            models:
              - name: fra
                columns: [{ name: x, tests: [not_null] }]
              - name: far
                columns:
                  - name: x
                    tests:
                      - not_nul
                      - relationships: { to: ref('fare'), field: x }
                      - accepted_values: { values: [] }
                      - unique: { config: { severity: fatal } }
                tests: [unique]
            """;

        var errors = project.Errors();

        // An unknown test is found before anything is bound.
        errors.ShouldBe(["models/schema.yml:8: Unknown test 'not_nul'. Did you mean 'not_null'?"]);
        project["models/schema.yml"] = """
            models:
              - name: fra
                columns: [{ name: x, tests: [not_null] }]
              - name: far
                columns:
                  - name: x
                    tests:
                      - relationships: { to: ref('fare'), field: x }
                      - accepted_values: { values: [] }
                      - unique: { config: { severity: fatal } }
                tests: [unique]
            """;
        errors = project.Errors();
        errors.ShouldContain("models/inc.sql:1: Unknown materialization 'tabel'. Did you mean 'table'?");
        errors.ShouldContain("models/far.sql:1: Models cannot be built in schema 'marts'. Did you mean 'MARTS'?");
        errors.ShouldContain(error => error.StartsWith("models/novar.sql:2: Jinja: var 'missing' is not set", StringComparison.Ordinal));
        errors.ShouldContain(error => error.StartsWith("models/env.sql:1: Jinja: env_var is refused", StringComparison.Ordinal));
        errors.ShouldContain(error => error.StartsWith("models/undefined.sql:1: Jinja: ", StringComparison.Ordinal) && error.Contains("no_such_macro"));
        errors.ShouldContain(error => error.Contains("has 64 bytes, and the warehouse keeps 63"));
        errors.ShouldContain("models/two.sql: Models 'one' and 'two' would both be MARTS.same. Give one of them another alias or schema.");
        errors.ShouldContain("models/schema.yml:2: There are tests on model 'fra', which does not exist. Did you mean 'far'?");
        errors.ShouldContain("models/schema.yml:8: There is no model 'fare'. Did you mean 'far'?");
        errors.ShouldContain("models/schema.yml:9: Test 'accepted_values' has no values. Add 'values: [a, b]'.");
        errors.ShouldContain("models/schema.yml:10: Unknown severity 'fatal'. Use error or warn.");
        errors.ShouldContain("models/schema.yml:11: Test 'unique' names no column. Put it below a column, or give it 'column_name'.");
        errors.Count.ShouldBe(12);
    }

    [Fact]
    public void Folder_without_a_project_says_what_is_missing()
    {
        using var project = new ProjectFolder();
        File.Delete(Path.Combine(project.Path, "dbt_project.yml"));

        project.Errors().ShouldHaveSingleItem().ShouldStartWith("dbt_project.yml: The file is missing.");
    }

    [Fact]
    public void Model_path_outside_of_the_project_is_refused()
    {
        using var project = new ProjectFolder("name: shop\nmodel-paths: [../other]");

        project.Errors().ShouldHaveSingleItem().ShouldContain("which is not a folder within the project");
    }

    [Fact]
    public void Test_whose_settings_are_not_indented_is_explained()
    {
        using var project = new ProjectFolder();
        project["models/a.sql"] = "SELECT 1 AS x";
        project["models/schema.yml"] = "models:\n  - name: a\n    columns:\n      - name: x\n        tests:\n          - unique:\n            config: { severity: warn }\n";

        project.Errors().ShouldHaveSingleItem().ShouldBe("models/schema.yml:6: A test must be a name or a mapping with one key. Indent its arguments and 'config:' below the test's name.");
    }
}
