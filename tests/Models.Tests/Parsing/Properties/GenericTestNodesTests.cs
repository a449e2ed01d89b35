using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Tests.Parsing.Properties;

/// <summary>Ids, hashes and names are those that dbt Core 1.10 gives to the same declarations.</summary>
public sealed class GenericTestNodesTests : IDisposable
{
    private readonly ProjectFolder _project = new();

    public GenericTestNodesTests()
    {
        _project["models/orders.sql"] = "select 1 as id, 'placed' as status";
        _project["models/a.sql"] = "select 1 as id";
        _project["macros/tests.sql"] = """
            {% test positive(model, column_name, min_value=0, cols=none) %}{{ config(fail_calc='n', tags=['frommacro'], severity='error') }} select 1 as n from {{ model }} where {{ column_name }} < {{ min_value }}{% endtest %}
            {% test two_models(model, other) %} select * from {{ model }} join {{ other }}{% endtest %}
            """;
    }

    [Fact]
    public void A_test_is_named_after_its_macro_its_model_and_its_arguments()
    {
        var test = Test("models: [{name: a, columns: [{name: id, data_tests: [unique]}]}]");
        test.UniqueId.ShouldBe("test.shop.unique_a_id." + test.UniqueId[^10..]);
        test.Name.ShouldBe("unique_a_id");
        test.Path.ShouldBe("unique_a_id.sql");
        test.OriginalFilePath.ShouldBe("models/schema.yml");
        test.Fqn.ShouldBe(["shop", "unique_a_id"]);
        test.ColumnName.ShouldBe("id");
        test.FileKeyName.ShouldBe("models.a");
        test.AttachedNode.ShouldBe("model.shop.a");
        test.RawCode.ShouldBe("{{ test_unique(**_dbt_generic_test_kwargs) }}");
        test.DependsOn.Nodes.ShouldBe(["model.shop.a"]);
        test.DependsOn.Macros.ShouldBe(["macro.dbt.test_unique"]);
        test.TestMetadata!.Arguments["model"].ShouldBe("{{ get_where_subquery(ref('a')) }}");
        test.Schema.ShouldBe("dev_dbt_test__audit");
        test.RelationName.ShouldBeNull();
    }

    [Theory]
    [InlineData("{name: id, quote: true, data_tests: [unique]}", "test.shop.unique_a__id_.80973914fa")]
    [InlineData("{name: id, quote: true, data_tests: [not_null]}", "test.shop.not_null_a__id_.80d388f8d5")]
    [InlineData("{name: id, quote: true, data_tests: [positive: {min_value: 2020-01-01, name: my_named}]}", "test.shop.my_named.2446d1ba52")]
    [InlineData("{name: id, quote: true, data_tests: [positive: {min_value: '{{ var(\"minimum\") }}', cols: [a, 'b c', {x: 1}]}]}", "test.shop.positive_a_a__b_c___x_1____id____var_minimum_.f82e4210f3")]
    [InlineData("{name: id, quote: true, data_tests: [accepted_values: {arguments: {values: [a, b]}}]}", "test.shop.accepted_values_a__id___a__b.e58cf647c6")]
    [InlineData("{name: id, quote: true, data_tests: [relationships: {to: ref('orders'), field: id}]}", null)]
    public void The_id_ends_in_a_hash_of_the_name_and_all_arguments(string column, string? id)
    {
        _project["dbt_project.yml"] = ProjectFolder.Settings + "vars: {minimum: 5}\n";
        var test = Test($"models: [{{name: a, columns: [{column}]}}]");
        if (id is not null) test.UniqueId.ShouldBe(id);
        test.ColumnName.ShouldBe("\"id\"");
    }

    [Fact]
    public void A_name_that_is_too_long_is_cut_in_files_and_relations_and_whole_in_the_id()
    {
        var test = Test("""
            models:
              - name: orders
                columns:
                  - name: status
                    data_tests:
                      - accepted_values: {values: [placed, shipped, completed, return_pending, returned]}
            """);
        test.UniqueId.ShouldBe("test.shop.accepted_values_orders_status__placed__shipped__completed__return_pending__returned.be6b5b5ec3");
        test.Alias.ShouldBe("accepted_values_orders_1ce6ab157c285f7cd2ac656013faf758");
        test.Path.ShouldBe("accepted_values_orders_1ce6ab157c285f7cd2ac656013faf758.sql");
        test.Config.Alias.ShouldBe(test.Alias);
        test.RawCode.ShouldBe("{{ test_accepted_values(**_dbt_generic_test_kwargs) }}{{ config(alias=\"accepted_values_orders_1ce6ab157c285f7cd2ac656013faf758\") }}");
    }

    [Fact]
    public void Configurations_may_stand_beside_the_arguments_and_within_config()
    {
        var test = Test("""
            models:
              - name: a
                columns:
                  - name: id
                    tags: [of_column]
                    config: {tags: more}
                    data_tests:
                      - unique:
                          severity: warn
                          config: {where: "id > 0", tags: [of_test], meta: {owner: me}, store_failures: true, limit: 10}
            """);
        test.Config["severity"].ShouldBe("warn");
        test.Config["where"].ShouldBe("id > 0");
        test.Config["limit"].ShouldBe(10L);
        test.Config["store_failures_as"].ShouldBe("table");
        test.Config.List("tags").ShouldBe(["of_test"]);
        test.Tags.ShouldBe(["more", "of_column", "of_test"]);
        test.Meta["owner"].ShouldBe("me");
        test.RelationName.ShouldBe("\"shop\".\"dev_dbt_test__audit\".\"unique_a_id\"");
        test.RawCode.ShouldBe("{{ test_unique(**_dbt_generic_test_kwargs) }}{{ config(severity=\"warn\",tags=['of_test'],where=\"id > 0\",limit=10,store_failures=True,meta={'owner': 'me'}) }}");
    }

    [Fact]
    public void What_the_macro_configures_goes_before_the_project_and_behind_the_declaration()
    {
        _project["dbt_project.yml"] = ProjectFolder.Settings + "data_tests: {shop: {+tags: [everywhere], +severity: warn}}\n";
        var test = Test("models: [{name: a, columns: [{name: id, data_tests: [positive]}]}]");
        test.Config["severity"].ShouldBe("error");
        test.Config["fail_calc"].ShouldBe("n");
        test.Config.List("tags").ShouldBe(["everywhere", "frommacro"]);
        test.DependsOn.Macros.ShouldBe(["macro.shop.test_positive", "macro.dbt.get_where_subquery"]);
        Test("models: [{name: a, columns: [{name: id, data_tests: [positive: {config: {severity: warn}}]}]}]").Config["severity"].ShouldBe("warn");
    }

    [Fact]
    public void Refs_in_arguments_are_dependencies()
    {
        var test = Test("models: [{name: a, data_tests: [two_models: {other: ref('orders')}]}]");
        test.DependsOn.Nodes.ShouldBe(["model.shop.orders", "model.shop.a"], ignoreOrder: true);
        test.ColumnName.ShouldBeNull();
    }

    [Fact]
    public void A_test_may_be_written_with_test_name()
    {
        var test = Test("models: [{name: a, data_tests: [{test_name: unique, column_name: id, name: mine, config: {where: \"{{ 'x' ~ ' > 1' }}\"}}]}]");
        test.Name.ShouldBe("mine");
        test.TestMetadata!.Name.ShouldBe("unique");
        test.Config["where"].ShouldBe("x > 1");
    }

    [Fact]
    public void A_test_of_a_source_says_so_and_carries_the_sources_tags()
    {
        var test = Test("""
            sources:
              - name: raw
                tags: [of_source]
                quoting: {column: true}
                tables: [{name: t, tags: [of_table], columns: [{name: id, data_tests: [unique]}]}]
            """);
        test.UniqueId.ShouldBe("test.shop.source_unique_raw_t__id_.59daf30a97");
        test.Tags.ShouldBe(["of_source", "of_table"]);
        test.Sources.ShouldBe([["raw", "t"]]);
        test.FileKeyName.ShouldBe("sources.raw");
        test.AttachedNode.ShouldBeNull();
    }

    [Fact]
    public void A_disabled_test_is_kept_aside()
    {
        _project["models/schema.yml"] = "models: [{name: a, columns: [{name: id, data_tests: [unique: {config: {enabled: false}}]}]}]";
        var manifest = _project.Parse();
        manifest.Nodes.Values.ShouldNotContain(node => node.ResourceType == ResourceType.Test);
        manifest.Disabled.Values.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_test_that_does_not_exist_is_a_warning_with_the_nearest_names()
    {
        _project["models/schema.yml"] = "models:\n  - name: a\n    columns:\n      - name: id\n        data_tests:\n          - positiv\n";
        var warning = _project.Parse().Warnings.ShouldHaveSingleItem();
        warning.Message.ShouldBe("There is no generic test 'positiv'; it fails when it is run.");
        warning.Fix.ShouldBe("Did you mean 'positive'?");
    }

    [Theory]
    [InlineData("[unique: ]", "test arguments must be a dict")]
    [InlineData("[{unique: {column_name: id}, not_null: {column_name: id}}]", "test definition dictionary must have exactly one key, got 'unique', 'not_null' (2 keys)")]
    [InlineData("[unique: {column_name: id, model: x}]", "\"model\", which is a reserved argument")]
    [InlineData("[unique: {column_name: id, severity: warn, config: {severity: error}}]", "Test cannot have the same key at the top-level and in config: 'severity'")]
    [InlineData("[5]", "is 5, not a list of texts and mappings")]
    [InlineData("[unique: {column_name: id}, unique: {column_name: id}]", "two data_tests with the name \"unique_a_id\"")]
    public void A_malformed_test_is_an_error_with_its_line(string tests, string message)
    {
        _project["models/schema.yml"] = $"models:\n  - name: a\n    data_tests: {tests}\n";
        var error = _project.Errors().ShouldHaveSingleItem();
        error.ShouldStartWith("models/schema.yml:3: ");
        error.ShouldContain(message);
    }

    [Fact]
    public void Four_hundred_tests_are_four_hundred_nodes()
    {
        var columns = string.Concat(Enumerable.Range(0, 200).Select(i => $"      - {{name: c{i}, data_tests: [unique, not_null]}}\n"));
        _project["models/schema.yml"] = $"models:\n  - name: a\n    columns:\n{columns}";
        _project.Parse().Nodes.Values.Count(node => node.ResourceType == ResourceType.Test).ShouldBe(400);
    }

    public void Dispose() => _project.Dispose();

    private ManifestNode Test(string properties)
    {
        _project["models/schema.yml"] = properties;
        return _project.Parse().Nodes.Values.Single(node => node.ResourceType == ResourceType.Test);
    }
}
