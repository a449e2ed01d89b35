using System.Text.Json.Nodes;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests.Requests;

public sealed class QueryPropertyTests
{
    /// <summary>Two records that have the properties that were asked for.</summary>
    private static string Answer(HttpContext context)
    {
        if (context.Request.Path == "/properties") return """{"data":[{"name":"a"},{"name":"b"},{"name":"c"}]}""";
        var names = context.Request.Query["fields"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        return new JsonObject
        {
            ["data"] = new JsonArray([.. new[] { 1, 2 }.Select(id => new JsonObject([
                KeyValuePair.Create<string, JsonNode?>("id", $"r{id}"), .. names.Where(n => n != "id").Select(n => KeyValuePair.Create<string, JsonNode?>(n, $"{n}{id}"))]))]),
        }.ToJsonString();
    }

    [Fact]
    public async Task Chunks_of_properties_are_put_together_into_whole_records()
    {
        await using var source = await TestSource.StartAsync(Answer);
        var reading = new Reading(source.Url)
        {
            Requester = """
                request_parameters:
                  limit: "2"
                  fields:
                    type: QueryProperties
                    property_list: [a, b, c]
                    always_include_properties: [id]
                    property_chunking: {property_limit_type: property_count, property_limit: 2}
                """,
        };
        (await reading.RunAsync()).Records.ShouldBe(2);
        source.Requests.Select(r => r.Query).ShouldBe(["?limit=2&fields=id%2Ca%2Cb", "?limit=2&fields=id%2Cc"]);
        reading.Sink.Records.ShouldBe(["""{"id":"r1","a":"a1","b":"b1","c":"c1"}""", """{"id":"r2","a":"a2","b":"b2","c":"c2"}"""]);
    }

    [Fact]
    public async Task Records_without_the_key_stand_alone_and_limits_can_count_characters()
    {
        await using var source = await TestSource.StartAsync(Answer);
        var reading = new Reading(source.Url)
        {
            Requester = """
                query_properties:
                  type: QueryProperties
                  property_list: [aaaa, b]
                  property_chunking: {property_limit_type: characters, property_limit: 8, record_merge_strategy: {key: [id, absent]}}
                request_parameters: {fields: "{{ ','.join(stream_slice.extra_fields['query_properties']) }}"}
                """,
        };
        (await reading.RunAsync()).Records.ShouldBe(4);
        source.Requests.Select(r => r.Query).ShouldBe(["?fields=aaaa", "?fields=b"]);
    }

    [Fact]
    public async Task Properties_come_from_an_endpoint_that_is_asked_once_and_only_selected_ones_are_sent()
    {
        await using var source = await TestSource.StartAsync(Answer);
        var reading = new Reading(source.Url)
        {
            Requester = $$$"""
                request_parameters:
                  fields:
                    type: QueryProperties
                    property_list:
                      type: PropertiesFromEndpoint
                      property_field_path: [name]
                      retriever:
                        type: SimpleRetriever
                        requester: {url_base: {{{source.Url}}}, path: properties}
                        record_selector: {extractor: {field_path: [data]}}
                    property_selector: {type: JsonSchemaPropertySelector, transformations: [{type: KeysToLower}]}
                """,
            SelectedSchema = JsonNode.Parse("""{"properties":{"A":{},"C":{}}}""")!.AsObject(),
        };
        await reading.RunAsync();
        source.Requests.Select(r => r.Path + r.Query).ShouldBe(["/properties", "/things?fields=a%2Cc"]);
    }
}
