using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Schemas;

public sealed class SchemaLoaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string file, string json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, file))!);
        File.WriteAllText(Path.Combine(_folder, file), json);
    }

    private JsonObject? Load(string stream) => Connector.Load(new Reading("http://127.0.0.1:9") { Stream = stream }.Manifest, "manifest.yaml", TimeProvider.System, _folder).Streams[0].Schema;

    [Theory]
    [InlineData("schema_loader: {type: JsonFileSchemaLoader, file_path: ./schemas/things.json}")]
    [InlineData("schema_loader: {type: JsonFileSchemaLoader, file_path: source_x/schemas/things.json}")]
    [InlineData("schema_loader: {type: JsonFileSchemaLoader, $parameters: {name: things}}")]
    [InlineData("schema_loader: {type: JsonFileSchemaLoader, file_path: \"./schemas/{{ parameters['name'] }}.json\", $parameters: {name: things}}")]
    [InlineData("")]
    public void A_schema_is_read_from_its_file(string stream)
    {
        Write("schemas/things.json", """{"type":"object","properties":{"a":{"$ref":"shared.json"},"b":{"$ref":"shared.json#/definitions/inner"},"c":{"$ref":"#/definitions/own"}},"definitions":{"own":{"type":"number"}}}""");
        Write("schemas/shared/shared.json", """{"type":"string","definitions":{"inner":{"$ref":"#/definitions/most"},"most":{"type":"integer"}}}""");
        Load(stream)!["properties"]!.ToJsonString().ShouldBe("""{"a":{"type":"string"},"b":{"type":"integer"},"c":{"type":"number"}}""");
    }

    [Fact]
    public void A_file_outside_of_the_folder_is_an_error() =>
        Should.Throw<ManifestException>(() => Load("schema_loader: {type: JsonFileSchemaLoader, file_path: ../secret.json}")).Message.ShouldContain("lies outside of the manifest's folder");

    [Fact]
    public void A_file_that_is_not_there_is_told_and_the_schema_is_inferred()
    {
        var reading = new Reading("http://127.0.0.1:9") { Stream = "schema_loader: {type: JsonFileSchemaLoader, file_path: schemas/none.json}" };
        foreach (var folder in new[] { _folder, null })
        {
            var connector = Connector.Load(reading.Manifest, "manifest.yaml", TimeProvider.System, folder);
            connector.Streams[0].Schema.ShouldBeNull();
            connector.Warnings.ShouldHaveSingleItem().ShouldContain("the schema will be inferred");
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_where_values_are_brought_to_its_types()
    {
        var reading = new Reading("http://127.0.0.1:9")
        {
            Stream = "schema_loader: {type: JsonFileSchemaLoader, file_path: schemas/none.json}",
            Selector = "  field_path: [data]\nschema_normalization: Default",
        };
        Should.Throw<ManifestException>(() => Connector.Load(reading.Manifest, "manifest.yaml", TimeProvider.System, _folder)).Message.ShouldContain("put the schema file beside the manifest");
    }

    [Fact]
    public void References_without_end_are_an_error()
    {
        Write("schemas/things.json", """{"properties":{"a":{"$ref":"#/properties/a"}}}""");
        Should.Throw<ManifestException>(() => Load("")).Message.ShouldContain("refers to itself without end");
    }

    [Fact]
    public void References_that_multiply_without_bound_are_an_error()
    {
        var definitions = string.Join(',', Enumerable.Range(0, 8).Select(i => $"\"d{i}\":[{string.Join(',', Enumerable.Repeat($"{{\"$ref\":\"#/definitions/d{i + 1}\"}}", 10))}]"));
        Write("schemas/things.json", $"{{\"a\":{{\"$ref\":\"#/definitions/d0\"}},\"definitions\":{{{definitions},\"d8\":{{}}}}}}");
        Should.Throw<ManifestException>(() => Load("")).Message.ShouldContain("nodes");
    }

    [Fact]
    public void Of_several_loaders_the_first_that_names_a_property_counts() =>
        Load("schema_loader:\n  - {type: InlineSchemaLoader, schema: {properties: {a: {type: string}}}}\n  - {type: InlineSchemaLoader, schema: {properties: {a: {type: number}, b: {type: number}}}}")!
            .ToJsonString().ShouldBe("""{"$schema":"http://json-schema.org/draft-07/schema#","type":["null","object"],"properties":{"a":{"type":"string"},"b":{"type":"number"}}}""");

    [Fact]
    public async Task A_schema_that_the_source_describes_is_used_for_its_records()
    {
        await using var source = await TestSource.StartAsync(c => c.Request.Path == "/schema"
            ? """{"fields":[{"name":"Id","type":"int"},{"name":"FirstName"},{"name":"x","type":["date","string"]},{"name":"hidden"},{"name":"list","type":"formula","result":{"type":"i"}}]}"""
            : """{"data":[{"id":"7","first_name":1,"static":2}]}""");
        var reading = new Reading(source.Url)
        {
            Selector = "  field_path: [data]\nschema_normalization: Default",
            Stream = $$$"""
                schema_loader:
                  type: DynamicSchemaLoader
                  retriever:
                    requester: {type: HttpRequester, url_base: {{{source.Url}}}, path: /schema}
                    record_selector: {extractor: {field_path: []}}
                  schema_filter: {condition: "{{ 'hidden' not in record }}"}
                  schema_transformations:
                    - {type: AddFields, fields: [{path: [Static], value: "{{ {'type': ['null', 'string']} }}"}]}
                    - {type: KeysToSnakeCase}
                  schema_type_identifier:
                    schema_pointer: [fields]
                    key_pointer: [name]
                    type_pointer: [type]
                    types_mapping:
                      - {current_type: int, target_type: integer}
                      - {current_type: formula, target_type: {field_type: array, items: {field_type: array, items: integer}}, condition: "{{ raw_schema.result.type == 'i' }}"}
                """,
        };
        await reading.RunAsync();
        reading.Sink.Records.ShouldBe(["""{"id":7,"first_name":"1","static":"2"}"""]);

        using var http = new HttpClient();
        using var connector = await Connector.Load(reading.Manifest, "manifest.yaml", TimeProvider.System).OpenAsync([], http, TestContext.Current.CancellationToken);
        var discovered = await connector.DiscoverSchemaAsync(connector.Streams[0], http, TestContext.Current.CancellationToken);
        discovered["properties"]!.AsObject().Select(p => p.Key).ShouldBe(["id", "first_name", "x", "list", "static"]);
    }
}
