using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Tests.Parsing.Properties;

public sealed class SourceNodesTests : IDisposable
{
    private readonly ProjectFolder _project = new(ProjectFolder.Settings + "vars: {elsewhere: lake}\nsources: {shop: {+meta: {of_project: yes}}}\n");

    [Fact]
    public void A_table_is_named_by_its_source_unless_something_else_is_said()
    {
        var source = Source("sources: [{name: raw, tables: [{name: orders}]}]");
        source.UniqueId.ShouldBe("source.shop.raw.orders");
        source.RelationName.ShouldBe("\"shop\".\"raw\".\"orders\"");
        source.Fqn.ShouldBe(["shop", "raw", "orders"]);
        source.Path.ShouldBe("models/schema.yml");
    }

    [Fact]
    public void Database_schema_and_identifier_may_be_templates()
    {
        var source = Source("""
            sources:
              - name: raw
                database: "{{ var('elsewhere') }}"
                schema: "{{ target.schema }}_raw"
                quoting: {database: true, column: true}
                tables: [{name: t, identifier: T, quoting: {identifier: false}}]
            """);
        source.RelationName.ShouldBe("\"lake\".\"dev_raw\".T");
        source.UnrenderedDatabase.ShouldBe("{{ var('elsewhere') }}");
        source.UnrenderedSchema.ShouldBe("{{ target.schema }}_raw");
        source.Quoting["column"].ShouldBe(true);
        source.Quoting["schema"].ShouldBeNull();
    }

    [Fact]
    public void Meta_and_tags_come_together_from_four_places()
    {
        var source = Source("""
            sources:
              - name: raw
                meta: {a: source, b: source}
                tags: [z]
                config: {meta: {b: config}, tags: [y]}
                tables: [{name: t, meta: {c: table}, tags: [x, z], config: {meta: {d: config}, tags: w}}]
            """);
        source.Meta.ShouldBe(new Dictionary<string, object?> { ["of_project"] = true, ["a"] = "source", ["b"] = "config", ["c"] = "table", ["d"] = "config" }, ignoreOrder: true);
        source.SourceMeta.ShouldBe(new Dictionary<string, object?> { ["a"] = "source", ["b"] = "config" }, ignoreOrder: true);
        source.Tags.ShouldBe(["w", "x", "y", "z"]);
    }

    [Theory]
    [InlineData("", "{name: t}", null, null, null)]
    [InlineData("freshness: {warn_after: {count: 12, period: hour}}", "{name: t}", 12, null, null)]
    [InlineData("freshness: {warn_after: {count: 12, period: hour}, error_after: {count: 24, period: hour}}", "{name: t, freshness: {warn_after: {count: 6, period: hour}, filter: a > 1}}", 6, 24, "a > 1")]
    [InlineData("freshness: {warn_after: {count: 12, period: hour}, error_after: {count: 24, period: hour}}", "{name: t, config: {freshness: {error_after: {count: 2, period: day}}}}", 12, 2, null)]
    [InlineData("freshness: {warn_after: {count: 12, period: hour}, error_after: {count: 24, period: hour}}", "{name: t, freshness: {error_after: null}}", 12, null, null)]
    [InlineData("config: {freshness: {warn_after: {count: 1, period: day}}}", "{name: t}", 1, null, null)]
    public void Freshness_is_merged_from_the_source_to_the_table(string said, string table, int? warn, int? error, string? filter)
    {
        var freshness = Source($"sources:\n  - name: raw\n    loaded_at_field: at\n    {said}\n    tables: [{table}]\n").Freshness.ShouldNotBeNull();
        freshness.WarnAfter?.Count.ShouldBe(warn);
        freshness.ErrorAfter?.Count.ShouldBe(error);
        freshness.Filter.ShouldBe(filter);
    }

    [Theory]
    [InlineData("{name: t, freshness: null}")]
    [InlineData("{name: t, config: {freshness: null}}")]
    public void A_tables_null_turns_freshness_off(string table) =>
        Source($"sources:\n  - name: raw\n    freshness: {{warn_after: {{count: 12, period: hour}}}}\n    tables: [{table}]\n").Freshness.ShouldBeNull();

    [Fact]
    public void A_table_may_take_the_column_of_its_source_away()
    {
        Source("sources: [{name: raw, loaded_at_field: at, tables: [{name: t}]}]").LoadedAtField.ShouldBe("at");
        Source("sources: [{name: raw, loaded_at_field: at, tables: [{name: t, loaded_at_field: other}]}]").LoadedAtField.ShouldBe("other");
        Source("sources: [{name: raw, loaded_at_field: at, tables: [{name: t, loaded_at_field: null}]}]").LoadedAtField.ShouldBeNull();
        Source("sources: [{name: raw, tables: [{name: t, config: {loaded_at_query: 'select max(x) from {{ this }}'}}]}]").LoadedAtQuery.ShouldBe("select max(x) from {{ this }}");
    }

    [Fact]
    public void An_external_tables_keys_are_all_there()
    {
        var external = Source("sources: [{name: raw, tables: [{name: t, external: {location: s3://x, custom: 3}}]}]").External.ShouldNotBeNull();
        external.Keys.ShouldBe(["location", "file_format", "row_format", "tbl_properties", "partitions", "custom"]);
    }

    [Fact]
    public void A_package_s_source_can_be_overridden()
    {
        _project["packages.yml"] = "packages: [{local: pkg}]";
        _project["pkg/dbt_project.yml"] = "name: pkg\nversion: '1.0'\n";
        _project["pkg/models/s.yml"] = "sources: [{name: raw, schema: theirs, description: d, tables: [{name: a, description: old}, {name: b}]}]";
        _project["dbt_packages/pkg/dbt_project.yml"] = _project["pkg/dbt_project.yml"];
        _project["dbt_packages/pkg/models/s.yml"] = _project["pkg/models/s.yml"];
        _project["models/s.yml"] = "sources: [{name: raw, overrides: pkg, schema: ours, tables: [{name: a, identifier: a1, description: new}, {name: c}]}]";
        var manifest = _project.Parse();
        var (a, b) = (manifest.Sources["source.pkg.raw.a"], manifest.Sources["source.pkg.raw.b"]);
        (a.Schema, a.Identifier, a.Description, a.SourceDescription).ShouldBe(("ours", "a1", "new", "d"));
        (b.Schema, b.Identifier).ShouldBe(("ours", "b"));
        manifest.Warnings.ShouldContain(warning => warning.Message == "The source table 'pkg.raw.c' that is overridden does not exist.");
    }

    [Theory]
    [InlineData("{name: raw, loadr: x, tables: []}", "'loadr' that means nothing. Did you mean 'loader'?")]
    [InlineData("{name: raw, tables: [{name: t}, {name: t}]}", "dbt found two sources with the name \"raw_t\"")]
    [InlineData("{name: raw, tables: [{name: t, loaded_at_field: ''}]}", "loaded_at_field cannot be an empty string.")]
    [InlineData("{name: raw, tables: [{name: t, freshness: {warn_after: {count: 1, period: week}}}]}", "'period' under 'warn_after'")]
    [InlineData("{name: raw, loaded_at_field: a, loaded_at_query: b, tables: [{name: t}]}", "both loaded_at_field and loaded_at_query")]
    public void A_malformed_source_is_an_error_with_its_line(string source, string message)
    {
        _project["models/s.yml"] = $"sources:\n  - {source}\n";
        var error = _project.Errors().ShouldHaveSingleItem();
        error.ShouldStartWith("models/s.yml:2: ");
        error.ShouldContain(message);
    }

    public void Dispose() => _project.Dispose();

    private SourceDefinition Source(string properties)
    {
        _project["models/schema.yml"] = properties;
        return _project.Parse().Sources.Values.Single();
    }
}
