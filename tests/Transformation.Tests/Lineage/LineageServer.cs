using System.Text.Json.Nodes;
using ControlPlane.Testing;
using ControlPlane.Testing.JsonSchema;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Transformation.Tests.Lineage;

/// <summary>Takes OpenLineage events as a real endpoint does, and holds each against OpenLineage's own schemas.</summary>
internal sealed class LineageServer : IAsyncDisposable
{
    private readonly TestSource _source;

    private LineageServer(TestSource source) => _source = source;

    public string Url => _source.Url;

    public IReadOnlyList<SeenRequest> Requests => [.. _source.Requests];

    public IReadOnlyList<JsonNode> Events => [.. _source.Requests.Select(request => JsonNode.Parse(request.Body)!)];

    public static async Task<LineageServer> StartAsync(Func<HttpContext, Task>? answer = null) =>
        new(await TestSource.StartAsync((context, _, _) => answer?.Invoke(context) ?? Task.CompletedTask));

    public void Configure(Dictionary<string, string?> settings) => settings["ControlPlane:OpenLineage:Url"] = Url;

    /// <summary>All events up to the one that ends the run.</summary>
    public async Task<IReadOnlyList<JsonNode>> EndedAsync(Guid run, string state)
    {
        await Eventually.TrueAsync($"the run's {state} has arrived", () => Task.FromResult(Events.Any(each => Is(each, run, state))));
        return Events;
    }

    /// <summary><c>COMPLETE model.shop.customers</c>, in the order sent.</summary>
    public static IReadOnlyList<string> Told(IEnumerable<JsonNode> events) => [.. events.Select(each => $"{each["eventType"]} {each["job"]!["name"]}")];

    public static JsonNode Find(IEnumerable<JsonNode> events, string state, string job) => events.Last(each => each["eventType"]!.ToString() == state && each["job"]!["name"]!.ToString() == job);

    /// <summary>Every event, and every facet by the schema that it names.</summary>
    public static void ShouldBeValid(IEnumerable<JsonNode> events)
    {
        var core = SharedData.Find("contracts/openlineage/OpenLineage.json");
        if (core is null)
        {
            SharedData.IsRequired.ShouldBeFalse("the schemas of OpenLineage are needed");
            return;
        }
        var schema = JsonSchemaDocument.Load(core).At("#/$defs/RunEvent");
        foreach (var written in events)
        {
            schema.Validate(written).ShouldBeEmpty(written.ToJsonString());
            foreach (var (key, facet) in Facets(written))
            {
                var address = facet!["_schemaURL"]!.ToString();
                var file = Path.Combine(Path.GetDirectoryName(core)!, address[(address.LastIndexOf('/', address.IndexOf('#')) + 1)..address.IndexOf('#')]);
                JsonSchemaDocument.Load(file).Validate(new JsonObject { [key] = facet.DeepClone() }).ShouldBeEmpty(key);
            }
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static bool Is(JsonNode written, Guid run, string state) => written["run"]!["runId"]!.ToString() == run.ToString() && written["eventType"]!.ToString() == state;

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Facets(JsonNode written) =>
    [
        .. written["run"]!["facets"]!.AsObject(), .. written["job"]!["facets"]!.AsObject(),
        .. written["inputs"]!.AsArray().SelectMany(input => input!["facets"]!.AsObject().Concat(input["inputFacets"]!.AsObject())),
        .. written["outputs"]!.AsArray().SelectMany(output => output!["facets"]!.AsObject().Concat(output["outputFacets"]!.AsObject())),
    ];
}
