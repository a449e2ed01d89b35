using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Checks;

public sealed class CheckTests
{
    private static Task<TestSource> SourceAsync(string broken) => TestSource.StartAsync(c =>
    {
        if (c.Request.Path == "/" + broken || c.Request.Headers["X-Mode"] == "strict") c.Response.StatusCode = 404;
        return "[]";
    });

    private static async Task<(CheckResult Result, Connector Connector)> CheckAsync(TestSource source, string check, string config = "{}")
    {
        var connector = Connector.Load($$$"""
            version: 6.0.0
            check: {{{check}}}
            definitions:
              r: {type: SimpleRetriever, requester: {type: HttpRequester, url_base: "{{{source.Url}}}", path: "/{{ parameters.name }}", request_headers: {X-Mode: "{{ config.get('mode', '') }}"}}, record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: []} } }
            spec: {connection_specification: {type: object, properties: {mode: {type: string} } } }
            streams:
              - {name: one, retriever: "#/definitions/r", $parameters: {name: one}}
              - {name: two, retriever: "#/definitions/r", $parameters: {name: two}}
            dynamic_streams:
              - name: tables
                stream_template: {name: "", retriever: "#/definitions/r", $parameters: {name: ""}}
                components_resolver:
                  type: ParametrizedComponentsResolver
                  stream_parameters: {list_of_parameters_for_stream: [{name: t1}, {name: t2}]}
                  components_mapping:
                    - {field_path: [name], value: "{{ components_values.name }}"}
                    - {field_path: [$parameters, name], value: "{{ components_values.name }}"}
                    - {field_path: [retriever, $parameters, name], value: "{{ components_values.name }}"}
            """, "m.yaml", SkippingTime.At("2026-11-21T09:00:00Z"));
        using var http = new HttpClient();
        return (await connector.CheckAsync(JsonNode.Parse(config)!.AsObject(), http, TestContext.Current.CancellationToken), connector);
    }

    [Theory]
    [InlineData("{type: CheckStream, stream_names: [one]}", "{}", "two", "/one", null)]
    [InlineData("{type: CheckStream, stream_names: [one, two]}", "{}", "two", "/one /two", "Stream two is not available: ")]
    [InlineData("{type: CheckStream, stream_names: [one]}", """{"__airbyte_check_stream_names":["two"]}""", "one", "/two", null)]
    [InlineData("{type: CheckStream, stream_names: [three]}", "{}", "", "", "three is not part of the catalog. Expected one of [one, two, t1, t2].")]
    [InlineData("{type: CheckStream, dynamic_streams_check_configs: [{dynamic_stream_name: tables, stream_count: 1}]}", "{}", "t2", "/t1", null)]
    [InlineData("{type: CheckStream, dynamic_streams_check_configs: [{dynamic_stream_name: tables}]}", "{}", "t2", "/t1 /t2", "Dynamic Stream t2 is not available: ")]
    [InlineData("{type: CheckStream, dynamic_streams_check_configs: [{dynamic_stream_name: absent}]}", "{}", "", "", "Dynamic stream absent is not found in manifest.")]
    [InlineData("{type: CheckDynamicStream, stream_count: 2}", "{}", "t1", "/one /two", null)]
    [InlineData("{type: CheckDynamicStream, stream_count: 2, use_check_availability: false}", "{}", "one", "", null)]
    public async Task The_streams_that_the_manifest_names_are_tried(string check, string config, string broken, string asked, string? failure)
    {
        await using var source = await SourceAsync(broken);
        var (result, _) = await CheckAsync(source, check, config);
        result.Succeeded.ShouldBe(failure is null, result.Message);
        if (failure is not null) result.Message!.ShouldStartWith(failure);
        string.Join(' ', source.Requests.Select(r => r.Path)).ShouldBe(asked);
    }

    [Fact]
    public async Task Overrides_stand_in_the_config_for_the_check_only()
    {
        await using var source = await SourceAsync("");
        (await CheckAsync(source, "{type: CheckStream, stream_names: [one], config_overrides: {mode: \"{{ as it is }}\"}}", """{"mode":"strict"}""")).Result.Succeeded.ShouldBeTrue();
        source.Requests.Single().Headers["X-Mode"].ShouldBe("{{ as it is }}");
        var (_, connector) = await CheckAsync(source, "{type: CheckStream, stream_names: [one], config_overrides: {moed: x}}");
        connector.Warnings.Single().ShouldContain("moed");
        await Should.ThrowAsync<ManifestException>(() => CheckAsync(source, "{type: CheckStream, stream_names: [one], config_overrides: {__airbyte_x: 1}}"));
    }
}
