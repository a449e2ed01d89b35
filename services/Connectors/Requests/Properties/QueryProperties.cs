using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Properties;

/// <summary>The properties of a record that are asked for by name, which templates see as <c>query_properties</c> of the slice.</summary>
/// <param name="ParameterName">The request parameter that lists them; null when templates place them.</param>
/// <param name="Always">Asked for with every chunk.</param>
/// <param name="Chunking">Null when one request can ask for all of them.</param>
internal sealed record QueryProperties(
    string? ParameterName,
    IReadOnlyList<string> Listed,
    PropertiesFromEndpoint? Endpoint,
    IReadOnlyList<string> Always,
    PropertyChunking? Chunking,
    JsonSchemaPropertySelector? Selector)
{
    public const string SliceField = "query_properties";

    private static ComponentKinds<QueryProperties> Kinds { get; } = new() { ["QueryProperties"] = Compile };

    /// <summary>What a requester declares, in any of three ways; null when it declares none.</summary>
    public static QueryProperties? OfRequester(Component c)
    {
        if (Parameter(c) is { } name)
        {
            foreach (var other in new[] { "fetch_properties_from_endpoint", "query_properties" })
                if (c.Has(other)) c.Error(other, "the properties to query stand in request_parameters already");
            return c.Part("request_parameters")!.Child(name, Kinds) is { } listed ? listed with { ParameterName = name } : null;
        }

        return c.Child("fetch_properties_from_endpoint", PropertiesFromEndpoint.Kinds) is { } endpoint
            ? new(null, [], endpoint, [], null, null)
            : c.Child("query_properties", Kinds);
    }

    /// <summary>The request parameter that is no template but a list of properties; null when there is none.</summary>
    public static string? Parameter(Component c)
    {
        if (c["request_parameters"] is not JsonObject parameters) return null;
        var names = parameters.Where(p => p.Value is JsonObject map && map["type"]?.ToString() == "QueryProperties").Select(p => p.Key).ToList();
        if (names.Count > 1) c.Error("request_parameters", $"one parameter can list the properties to query, there are {names.Count}: {string.Join(", ", names)}");
        return names.FirstOrDefault();
    }

    public void Inject(RequestDraft draft, Scope scope)
    {
        if (ParameterName is null) return;
        var slice = scope.Variables.GetValueOrDefault("stream_slice") as StreamSlice;
        if (slice?.ExtraFields.GetValueOrDefault(SliceField) is IEnumerable<object?> properties)
            draft.AddParameter(ParameterName, string.Join(',', properties));
    }

    /// <summary>The properties of each request that makes up a page.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> ChunksAsync(ReadContext context, CancellationToken cancellationToken)
    {
        var selected = Selector?.Select(context);
        var all = Endpoint is null ? Listed : await context.Properties.OfAsync(Endpoint, context, cancellationToken);
        return Chunking is not null ? [.. Chunking.Cut(all, Always, selected)] : [[.. Always, .. all.Where(p => selected?.Contains(p) != false)]];
    }

    private static QueryProperties Compile(Component c)
    {
        if (!c.Has("property_list")) c.Error("", "QueryProperties needs property_list");
        var isListed = c["property_list"] is JsonArray;
        return new(
            null,
            isListed ? [.. c.Templates("property_list").Select(p => p.Text)] : [],
            isListed ? null : c.Child("property_list", PropertiesFromEndpoint.Kinds),
            [.. c.Templates("always_include_properties").Select(p => p.Text)],
            c.Child("property_chunking", PropertyChunking.Kinds),
            c.Child("property_selector", JsonSchemaPropertySelector.Kinds));
    }
}
