using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Tests.Parsing.Properties;

public sealed class ModelPropertiesTests : IDisposable
{
    private readonly ProjectFolder _project = new(ProjectFolder.Settings + "vars: {minimum: 5}\nmodels: {shop: {+meta: {team: core}}}\n");

    public ModelPropertiesTests() => _project["models/a.sql"] = "select 1 as id";

    [Fact]
    public void What_is_said_of_a_model_is_in_its_node()
    {
        var model = Model("""
            groups: [{name: fin, owner: {email: f@x.com}}]
            models:
              - name: a
                description: "Model {{ doc('d') }}, from {{ var('minimum') }}"
                docs: {show: false, node_color: red}
                meta: {owner: joe}
                group: fin
                access: public
                config: {tags: ["x{{ var('minimum') }}", t2], persist_docs: {relation: true}}
                columns:
                  - name: id
                    description: "{{ doc('d') }}"
                    data_type: integer
                    quote: true
                    tags: [t]
                    meta: {pii: false}
                    config: {meta: {pii: true}, tags: [c]}
                    own: 5
            """);
        model.Description.ShouldBe("Model One, from 5");
        model.DocBlocks.ShouldBe(["doc.shop.d"]);
        model.PatchPath.ShouldBe("shop://models/schema.yml");
        model.Docs.ShouldBe(new Docs(false, "red"));
        model.Tags.ShouldBe(["x5", "t2"]);
        model.Meta.ShouldBe(new Dictionary<string, object?> { ["team"] = "core", ["owner"] = "joe" });
        (model.Group, model.Access).ShouldBe(("fin", "public"));
        var column = model.Columns["id"];
        (column.Description, column.DataType, column.Quote).ShouldBe(("One", "integer", true));
        column.Tags.ShouldBe(["t", "c"]);
        column.Meta["pii"].ShouldBe(true);
        column.Extra["own"].ShouldBe(5L);
    }

    [Fact]
    public void A_contract_is_hashed_as_the_reference_hashes_it()
    {
        _project["models/b.sql"] = "{{ config(materialized='table') }} select 1 as id, 'x' as name";
        var model = Model("""
            models:
              - name: b
                config: {contract: {enforced: true}}
                constraints:
                  - {type: primary_key, columns: [id]}
                  - {type: foreign_key, columns: [id], to: ref('a'), to_columns: [id]}
                  - {type: check, expression: id > 0, name: chk, warn_unsupported: false}
                columns:
                  - {name: id, data_type: int, constraints: [{type: not_null}]}
                  - {name: name, data_type: text}
            """, "b");
        model.Contract.ShouldBe(new Contract(true, true, "d39750232f08c6394d559690397ab47215092bc965f697841ff444f1ae6c1897"));
        model.PrimaryKey.ShouldBe(["id"]);
        model.DependsOn.Nodes.ShouldBe(["model.shop.a"]);
        model.Constraints[0].Keys.ShouldBe(["type", "name", "expression", "warn_unenforced", "warn_unsupported", "to", "to_columns", "columns"]);
    }

    [Theory]
    [InlineData("[unique, not_null]", "[]", "id")]
    [InlineData("[unique]", "[]", "id")]
    [InlineData("[]", "[]", "")]
    [InlineData("[not_null]", "[]", "")]
    [InlineData("[unique: {config: {enabled: false}}]", "[]", "id")]
    [InlineData("[]", "[{type: primary_key}]", "id")]
    public void A_key_is_told_from_constraints_and_tests(string tests, string constraints, string key) =>
        string.Join(',', Model($"models: [{{name: a, columns: [{{name: id, constraints: {constraints}, data_tests: {tests}}}]}}]").PrimaryKey).ShouldBe(key);

    [Fact]
    public void A_test_and_an_analysis_and_a_macro_and_a_seed_can_be_described()
    {
        _project["tests/none.sql"] = "select 1 where false";
        _project["analyses/study.sql"] = "select 1";
        _project["macros/m.sql"] = "{% macro hello(a) %}1{% endmacro %}";
        _project["seeds/s.csv"] = "id\n1\n";
        _project["models/all.yml"] = """
            data_tests: [{name: none, description: t, config: {severity: warn}}]
            analyses: [{name: study, description: y, columns: [{name: id}]}]
            macros: [{name: hello, description: "{{ doc('d') }}", meta: {a: 1}, arguments: [{name: a, type: string, description: the a}]}]
            seeds: [{name: s, config: {column_types: {id: bigint}}}]
            """;
        var manifest = Parse("models: []");
        manifest.Nodes["test.shop.none"].Description.ShouldBe("t");
        manifest.Nodes["test.shop.none"].Config["severity"].ShouldBe("warn");
        manifest.Nodes["analysis.shop.study"].Columns.Keys.ShouldBe(["id"]);
        manifest.Macros["macro.shop.hello"].Description.ShouldBe("One");
        manifest.Macros["macro.shop.hello"].Arguments.ShouldHaveSingleItem()["description"].ShouldBe("the a");
        manifest.Nodes["seed.shop.s"].Config.Map("column_types")["id"].ShouldBe("bigint");
    }

    [Fact]
    public void A_snapshot_may_be_declared_in_yaml_alone()
    {
        _project["snapshots/s.yml"] = "snapshots: [{name: snap, relation: ref('a'), config: {unique_key: id, strategy: check, check_cols: all}}]";
        var snapshot = Parse("models: []").Nodes["snapshot.shop.snap"];
        snapshot.RawCode.ShouldBe("select * from {{ ref('a') }}");
        snapshot.DependsOn.Nodes.ShouldBe(["model.shop.a"]);
        snapshot.Path.ShouldBe("s.yml/snap.sql");
        snapshot.OriginalFilePath.ShouldBe("snapshots/s.yml");
        snapshot.Config["strategy"].ShouldBe("check");
    }

    [Fact]
    public void An_entry_of_a_package_reaches_the_seed_that_replaces_its_own()
    {
        _project["packages.yml"] = "packages: [{local: pkg}]";
        foreach (var folder in new[] { "pkg", "dbt_packages/pkg" })
        {
            _project[$"{folder}/dbt_project.yml"] = "name: pkg\nversion: '1.0'\n";
            _project[$"{folder}/seeds/s.csv"] = "id\n1\n";
            _project[$"{folder}/seeds/s.yml"] = "seeds: [{name: s, description: of the package}]";
        }
        _project["dbt_project.yml"] = ProjectFolder.Settings + "vars: {minimum: 5}\nseeds: {pkg: {+enabled: false}}\n";
        _project["seeds/s.csv"] = "id\n2\n";
        Parse("models: []").Nodes["seed.shop.s"].Description.ShouldBe("of the package");
    }

    [Fact]
    public void A_newline_at_the_end_of_a_rendered_text_goes_but_a_description_keeps_it()
    {
        var model = Model("models:\n  - name: a\n    description: |\n      text\n    meta:\n      note: |\n        line\n");
        model.Description.ShouldBe("text\n");
        model.Meta["note"].ShouldBe("line");
    }

    [Theory]
    [InlineData("models: [{name: ghost}]", "Did not find matching node for patch with name 'ghost' in the 'models' section of file 'models/schema.yml'.")]
    [InlineData("seeds: [{name: a}]", "'a' is a model node, but it is specified in the seeds section of models/schema.yml. To fix this warning, place the `a` specification under the models key instead.")]
    [InlineData("macros: [{name: nothing}]", "Found patch for macro \"nothing\" which was not found.")]
    public void An_entry_for_nothing_is_a_warning(string properties, string message) => Parse(properties).Warnings.ShouldContain(warning => warning.Message == message && warning.Line == 1);

    [Theory]
    [InlineData("models:\n  - name: a\n    description:\n", ":3: 'description' of the model 'a' is empty, not a text.")]
    [InlineData("models:\n  - name: a\n    columns:\n      - name: id\n        tags: x\n", ":5: 'tags' of the column 'id' of model 'a' is 'x', not a list.")]
    [InlineData("models:\n  - name: a\n    columns:\n      - description: x\n", ":4: The column of model 'a' has no 'name'.")]
    [InlineData("models:\n  - name: a\n  - name: a\n", ":3: There are two entries for the model 'a'; the other is at models/schema.yml:2.")]
    [InlineData("models:\n  - name: a\n    meta: {x: 1}\n    config: {meta: {y: 1}}\n", ":3: 'meta' of the model 'a' is given twice")]
    [InlineData("models:\n  - name: a\n    tests: [unique: {column_name: x}]\n    data_tests: []\n", ":3: The model 'a' has both 'tests' and 'data_tests'.")]
    [InlineData("models:\n  - name: a\n    config: {contract: {enforced: true}}\n", ":2: Contract enforcement failed for: (models/a.sql)")]
    [InlineData("models:\n  - name: a\n    constraints: [{type: primry_key}]\n", ":3: 'primry_key' is no type of constraint (on the model 'a'). Did you mean 'primary_key'?")]
    [InlineData("models:\n  - name: a\n    columns: [{name: x, constraints: [{type: primary_key}]}, {name: y, constraints: [{type: primary_key}]}]\n", ":2: Primary key constraint error")]
    [InlineData("models: 5\n", ":1: models must be a list.")]
    [InlineData("models:\n  - description: x\n", ":2: An entry under 'models' has no name.")]
    [InlineData("models:\n  - name: a\n    config: {alias: \"{{ nothing() }}\"}\n", ":3: 'alias' cannot be rendered")]
    [InlineData("models:\n  - name: a\n    description: \"{{ doc('dd') }}\"\n", ": A description cannot be rendered")]
    [InlineData("groups:\n  - name: g\n    owner: {slack: x}\n", ":3: The owner of the group 'g' must have at least one of 'name' or 'email'.")]
    public void What_is_wrong_is_named_with_file_and_line(string properties, string message)
    {
        _project["models/schema.yml"] = properties;
        _project["models/d.md"] = "{% docs d %}One{% enddocs %}";
        var error = _project.Errors().ShouldHaveSingleItem();
        error.ShouldStartWith("models/");
        error.ShouldContain(message);
    }

    [Fact]
    public void Several_errors_are_reported_at_once()
    {
        _project["models/schema.yml"] = "models:\n  - name: a\n    description: 5\n    columns: x\nsources:\n  - name: s\n    foo: 1\n";
        _project.Errors().Count.ShouldBe(3);
    }

    public void Dispose() => _project.Dispose();

    private Manifest Parse(string properties)
    {
        _project["models/d.md"] = "{% docs d %}One{% enddocs %}";
        _project["models/schema.yml"] = properties;
        return _project.Parse();
    }

    private ManifestNode Model(string properties, string name = "a") => Parse(properties).Nodes[$"model.shop.{name}"];
}
