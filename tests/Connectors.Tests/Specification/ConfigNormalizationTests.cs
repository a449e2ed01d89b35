using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Specification;

public sealed class ConfigNormalizationTests
{
    private static Connector Load(string rules) => Connector.Load($$$"""
        version: 6.0.0
        check: {stream_names: [a]}
        streams: [{name: a, retriever: {requester: {url: "http://127.0.0.1:9"}, record_selector: {extractor: {field_path: []} } } }]
        spec:
          connection_specification: {type: object}
          config_normalization_rules:
        {{{rules}}}
        """, "m.yaml", TimeProvider.System);

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static string Transformed(string transformation, string config) => Load($"    transformations: [{transformation}]").Prepare(Json(config)).Config.ToJsonString();

    [Theory]
    [InlineData("{type: ConfigRemapField, field_path: [env], map: {prod: live, test: sandbox}}", """{"env":"prod"}""", """{"env":"live"}""")]
    [InlineData("{type: ConfigRemapField, field_path: [env], map: {prod: live}}", """{"env":"other"}""", """{"env":"other"}""")]
    [InlineData("{type: ConfigRemapField, field_path: [a, env], map: {prod: \"{{ config.live }}\"}}", """{"a":{"env":"prod"},"live":"L"}""", """{"a":{"env":"L"},"live":"L"}""")]
    [InlineData("{type: ConfigRemapField, field_path: [a, env], map: {prod: live}}", """{"a":"x"}""", """{"a":"x"}""")]
    [InlineData("{type: ConfigAddFields, fields: [{path: [a, b], value: \"{{ config.x + 1 }}\"}]}", """{"x":1}""", """{"x":1,"a":{"b":2}}""")]
    [InlineData("{type: ConfigAddFields, fields: [{path: [a], value: \"{{ config.x }}\", value_type: string}]}", """{"x":1}""", """{"x":1,"a":"1"}""")]
    [InlineData("{type: ConfigAddFields, condition: \"{{ 'y' in config }}\", fields: [{path: [a], value: v}]}", """{"x":1}""", """{"x":1}""")]
    [InlineData("{type: ConfigRemoveFields, field_pointers: [[a, b], [absent], [c, 0]]}", """{"a":{"b":1,"d":2},"c":[1,2]}""", """{"a":{"d":2},"c":[null,2]}""")]
    [InlineData("{type: ConfigRemoveFields, condition: \"{{ config.keep }}\", field_pointers: [[a]]}", """{"a":1,"keep":false}""", """{"a":1,"keep":false}""")]
    public void Transformation_changes_the_config(string transformation, string config, string expected) => Transformed(transformation, config).ShouldBe(expected);

    [Fact]
    public void Only_a_migration_changes_the_config_that_is_kept()
    {
        var connector = Load("""
                config_migrations: [{description: d, transformations: [{type: ConfigRemapField, field_path: [env], map: {old: new}}]}]
                transformations: [{type: ConfigAddFields, fields: [{path: [host], value: "{{ config.env }}.example"}]}]
            """);
        var prepared = connector.Prepare(Json("""{"env":"old"}"""));
        prepared.Migrated!.ToJsonString().ShouldBe("""{"env":"new"}""");
        prepared.Config.ToJsonString().ShouldBe("""{"env":"new","host":"new.example"}""");
        connector.Prepare(Json("""{"env":"new"}""")).Migrated.ShouldBeNull();
    }

    [Theory]
    [InlineData("{type: DpathValidator, field_path: [a], validation_strategy: {base_schema: {type: object, required: [k]}}}", """{"a":"{}"}""", "config: a: JSON schema validation error: 'k' is a required property")]
    [InlineData("{type: DpathValidator, field_path: [a], validation_strategy: {base_schema: {type: object}}}", """{"a":"{"}""", "config: a must hold JSON")]
    [InlineData("{type: DpathValidator, field_path: [a, \"*\", n], validation_strategy: {base_schema: {type: integer}}}", """{"a":[{"n":1},{"n":[]}]}""", "config: a.*.n: JSON schema validation error")]
    [InlineData("{type: DpathValidator, field_path: [absent], validation_strategy: {base_schema: {type: object}}}", "{}", null)]
    [InlineData("{type: PredicateValidator, value: \"{{ config.n }}\", validation_strategy: {base_schema: {type: integer, minimum: 5}}}", """{"n":1}""", "config: the value: JSON schema validation error: 1 is less than the minimum of 5")]
    public async Task Validation_refuses_a_config_by_the_manifests_own_rule(string validator, string config, string? refused)
    {
        using var http = new HttpClient();
        var connector = Load($"    validations: [{validator}]");
        if (refused is null) (await connector.OpenAsync(Json(config), http, TestContext.Current.CancellationToken)).Streams.Count.ShouldBe(1);
        else (await Should.ThrowAsync<ConnectorException>(() => connector.OpenAsync(Json(config), http, TestContext.Current.CancellationToken))).Message.ShouldStartWith(refused);
    }

    [Fact]
    public async Task A_stream_that_is_read_without_opening_the_connector_has_its_config_prepared_all_the_same()
    {
        await using var source = await TestSource.StartAsync(_ => "[]");
        var connector = Connector.Load($$$"""
            version: 6.0.0
            check: {stream_names: [a]}
            streams: [{name: a, retriever: {requester: {url: "{{{source.Url}}}/{{ config.path }}"}, record_selector: {extractor: {field_path: []} } } }]
            spec: {connection_specification: {type: object}, config_normalization_rules: {transformations: [{type: ConfigAddFields, fields: [{path: [path], value: derived}]}]} }
            """, "m.yaml", TimeProvider.System);
        using var http = new HttpClient();
        await connector.Streams[0].ReadAsync(new ReadRequest([], null), new CollectingSink(), http, TestContext.Current.CancellationToken);
        source.Requests.Single().Path.ShouldBe("/derived");
    }
}
