using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Dynamic;

public sealed class DynamicStreamTests
{
    private static string Manifest(string url, string resolver, string template = "name: \"\"", string more = "") => $$$"""
        version: 6.0.0
        check: {type: CheckDynamicStream, stream_count: 1}
        dynamic_streams:
          - type: DynamicDeclarativeStream
            name: tables
            {{{more}}}
            stream_template:
              type: DeclarativeStream
              {{{template}}}
              primary_key: []
              retriever:
                type: SimpleRetriever
                requester: {type: HttpRequester, url_base: "{{{url}}}", path: ""}
                record_selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: []}}
            components_resolver:
        {{{resolver}}}
        """;

    private const string NameAndPath = """
              - {type: ComponentMappingDefinition, field_path: [name], value: "{{ components_values['name'] }}"}
              - {type: ComponentMappingDefinition, field_path: [retriever, requester, path], value: "/{{ components_values.name }}/{{ components_values.get('id', '') }}"}
        """;

    private static async Task<IReadOnlyList<ConnectorStream>> OpenAsync(string manifest, string config = "{}") => (await TryOpenAsync(manifest, config)).Streams;

    private static async Task<ConfiguredConnector> TryOpenAsync(string manifest, string config = "{}")
    {
        using var http = new HttpClient();
        return await Connector.Load(manifest, "m.yaml", TimeProvider.System).OpenAsync(JsonNode.Parse(config)!.AsObject(), http, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Streams_are_found_by_asking_the_source()
    {
        await using var source = await TestSource.StartAsync(c => c.Request.Path == "/tables" ? """{"tables":[{"name":"a","id":1},{"name":"b","id":2}]}""" : """[{"from":"it"}]""");
        var manifest = Manifest(source.Url, $$"""
                  type: HttpComponentsResolver
                  retriever: {requester: {url_base: "{{source.Url}}", path: /tables}, record_selector: {extractor: {field_path: [tables]} } }
                  components_mapping:
            """ + "\n" + NameAndPath);
        using var http = new HttpClient();
        var opened = await TryOpenAsync(manifest);
        opened.Streams.Select(s => s.Name).ShouldBe(["a", "b"]);
        var sink = new CollectingSink();
        await opened.Streams[1].ReadAsync(new ReadRequest(opened.Config, null), sink, http, TestContext.Current.CancellationToken);
        sink.Records.ShouldBe(["""{"from":"it"}"""]);
        source.Requests.Last().Path.ShouldBe("/b/2");
        (await Connector.Load(manifest, "m.yaml", TimeProvider.System).CheckAsync([], http, TestContext.Current.CancellationToken)).ShouldBe(new CheckResult(true, null));
        source.Requests.Count(r => r.Path.StartsWith("/b", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_source_says_is_never_taken_for_a_template()
    {
        const string Name = "{{ config['client_secret'] }} 'quoted' \\ {% if";
        await using var source = await TestSource.StartAsync(c => c.Request.Path == "/tables"
            ? new JsonObject { ["tables"] = new JsonArray(new JsonObject { ["name"] = Name, ["id"] = "{" }) }.ToJsonString()
            : "[]");
        var manifest = Manifest(source.Url, $$"""
                  type: HttpComponentsResolver
                  retriever: {requester: {url_base: "{{source.Url}}", path: /tables}, record_selector: {extractor: {field_path: [tables]} } }
                  components_mapping:
            """ + "\n" + NameAndPath);
        using var http = new HttpClient();
        var opened = await TryOpenAsync(manifest, """{"client_secret":"s3cr3t"}""");
        await opened.Streams.Single().ReadAsync(new ReadRequest(opened.Config, null), new CollectingSink(), http, TestContext.Current.CancellationToken);
        opened.Streams.Single().Name.ShouldBe(Name);
        Uri.UnescapeDataString(source.Requests.Last().Path).ShouldBe($"/{Name.Replace('\\', '/')}/{{");
    }

    [Fact]
    public async Task Streams_are_found_in_the_config_with_those_that_are_always_there()
    {
        var manifest = Manifest("http://127.0.0.1:9", """
                  type: ConfigComponentsResolver
                  stream_config: {type: StreamConfig, configs_pointer: [reports], default_values: [{name: always}]}
                  components_mapping:
            """ + "\n" + NameAndPath);
        (await OpenAsync(manifest, """{"reports":[{"name":"x"},{"name":"y"}]}""")).Select(s => s.Name).ShouldBe(["x", "y", "always"]);
        (await OpenAsync(manifest)).Select(s => s.Name).ShouldBe(["always"]);
    }

    [Fact]
    public async Task Several_lists_of_the_config_give_every_combination()
    {
        var manifest = Manifest("http://127.0.0.1:9", """
                  type: ConfigComponentsResolver
                  stream_config: [{type: StreamConfig, configs_pointer: [kinds]}, {type: StreamConfig, configs_pointer: [regions]}]
                  components_mapping:
                    - {type: ComponentMappingDefinition, field_path: [name], value: "{{ components_values.kind }}_{{ components_values['source_config_1'][1] }}_{{ components_values['source_config_1'][0] }}"}
            """);
        (await OpenAsync(manifest, """{"kinds":[{"kind":"k"},{"kind":"l"}],"regions":["eu","us"]}""")).Select(s => s.Name).ShouldBe(["k_eu_0", "k_us_1", "l_eu_0", "l_us_1"]);
    }

    [Fact]
    public async Task Streams_are_made_from_parameters_of_the_manifest_and_a_text_that_is_yaml_is_what_it_says()
    {
        var manifest = Manifest("http://127.0.0.1:9", """
                  type: ParametrizedComponentsResolver
                  stream_parameters: {type: StreamParametersDefinition, list_of_parameters_for_stream: [{name: one, keys: "[id, part]", schema: {type: object}}, {name: two}]}
                  components_mapping:
                    - {type: ComponentMappingDefinition, field_path: [name], value: "{{ components_values.name }}"}
                    - {type: ComponentMappingDefinition, field_path: [primary_key], value: "{{ components_values.get('keys') }}"}
                    - {type: ComponentMappingDefinition, field_path: [schema_loader], value: "{{ {'type': 'InlineSchemaLoader', 'schema': components_values.schema} if components_values.schema else none }}", create_or_update: true}
            """);
        var streams = await OpenAsync(manifest);
        streams.Select(s => s.Name).ShouldBe(["one", "two"]);
        streams[0].PrimaryKey.Select(k => k[0]).ShouldBe(["id", "part"]);
        streams[0].Schema!.ToJsonString().ShouldBe("""{"type":"object"}""");
        streams[1].PrimaryKey.ShouldBeEmpty();
        streams[1].Schema.ShouldBeNull();
    }

    [Fact]
    public async Task A_mapping_fills_every_place_that_its_path_names_and_can_be_left_to_a_condition()
    {
        await using var source = await TestSource.StartAsync(_ => "[]");
        var manifest = Manifest(source.Url, """
                  type: ConfigComponentsResolver
                  stream_config: {type: StreamConfig, configs_pointer: [names]}
                  components_mapping:
                    - {type: ComponentMappingDefinition, field_path: [name], value: "{{ components_values.name }}", value_type: string}
                    - {type: ComponentMappingDefinition, field_path: [retriever, "*", path], value: "/{{ components_values.name }}"}
                    - {type: ComponentMappingDefinition, field_path: [retriever, requester, http_method], value: POST, create_or_update: true, condition: "{{ components_values.posts }}"}
            """);
        using var http = new HttpClient();
        var opened = await TryOpenAsync(manifest, """{"names":[{"name":"007","posts":true},{"name":"b","posts":false}]}""");
        foreach (var stream in opened.Streams) await stream.ReadAsync(new ReadRequest(opened.Config, null), new CollectingSink(), http, TestContext.Current.CancellationToken);
        source.Requests.Select(r => $"{r.Method} {r.Path}").ShouldBe(["POST /007", "GET /b"]);
    }

    [Theory]
    [InlineData("", "outer")]
    [InlineData("use_parent_parameters: false", "inner")]
    public async Task The_parameters_of_the_template_win_over_those_below_unless_it_says_otherwise(string more, string path)
    {
        await using var source = await TestSource.StartAsync(_ => "[]");
        var manifest = Manifest(source.Url, """
                  type: ParametrizedComponentsResolver
                  stream_parameters: {type: StreamParametersDefinition, list_of_parameters_for_stream: [{name: one}]}
                  components_mapping:
                    - {type: ComponentMappingDefinition, field_path: [name], value: "{{ components_values.name }}"}
            """, "name: \"\"\n      $parameters: {where: outer}", more)
            .Replace("path: \"\"}", "path: \"/{{ parameters.where }}\", $parameters: {where: inner}}", StringComparison.Ordinal);
        using var http = new HttpClient();
        var opened = await TryOpenAsync(manifest);
        await opened.Streams[0].ReadAsync(new ReadRequest(opened.Config, null), new CollectingSink(), http, TestContext.Current.CancellationToken);
        source.Requests.Single().Path.ShouldBe("/" + path);
    }

    [Fact]
    public async Task Two_streams_of_one_name_are_refused()
    {
        var manifest = Manifest("http://127.0.0.1:9", """
                  type: ConfigComponentsResolver
                  stream_config: {type: StreamConfig, configs_pointer: [reports]}
                  components_mapping:
            """ + "\n" + NameAndPath);
        var refused = await Should.ThrowAsync<ConnectorException>(() => OpenAsync(manifest, """{"reports":[{"name":"x"},{"name":"x"}]}"""));
        refused.Message.ShouldContain("duplicate name: x; check the config");
        refused.Kind.ShouldBe(ConnectorFaultKind.Configuration);
    }

    [Fact]
    public async Task A_template_that_is_no_stream_once_filled_is_refused_with_its_place()
    {
        var manifest = Manifest("http://127.0.0.1:9", """
                  type: ParametrizedComponentsResolver
                  stream_parameters: {type: StreamParametersDefinition, list_of_parameters_for_stream: [{name: one}]}
                  components_mapping:
                    - {type: ComponentMappingDefinition, field_path: [name], value: "{{ components_values.name }}"}
                    - {type: ComponentMappingDefinition, field_path: [retriever, requester, type], value: NoSuchRequester}
            """);
        (await Should.ThrowAsync<ManifestException>(() => OpenAsync(manifest))).Message.ShouldContain("dynamic_streams[0].stream_template (one).retriever.requester: NoSuchRequester is not a known component type");
    }

    [Fact]
    public async Task Conditional_streams_are_there_when_the_config_says_so()
    {
        const string manifest = """
            version: 6.0.0
            check: {stream_names: [always]}
            definitions:
              r: {requester: {url: "http://127.0.0.1:9"}, record_selector: {extractor: {field_path: []}}}
            streams:
              - {name: always, retriever: "#/definitions/r"}
              - {type: ConditionalStreams, condition: "{{ config['sandbox'] }}", streams: [{name: played, retriever: "#/definitions/r"}]}
              - {type: ConditionalStreams, condition: "{{ not config['sandbox'] }}", streams: [{name: real, retriever: "#/definitions/r"}]}
            stream_groups:
              one: {streams: ["#/streams/0"], action: {type: BlockSimultaneousSyncsAction}}
            concurrency_level: {default_concurrency: "{{ config.get('workers', 3) }}", max_concurrency: 10}
            schemas: {unused: {}}
            metadata: {unused: {}}
            """;
        var opened = await TryOpenAsync(manifest, """{"sandbox":true,"workers":40}""");
        opened.Streams.Select(s => s.Name).ShouldBe(["always", "played"]);
        opened.Streams[0].Group.ShouldBe("one");
        opened.Streams[1].Group.ShouldBeNull();
        opened.Concurrency.ShouldBe(10);
        opened = await TryOpenAsync(manifest, """{"sandbox":false}""");
        opened.Streams.Select(s => s.Name).ShouldBe(["always", "real"]);
        opened.Concurrency.ShouldBe(3);
    }
}
