using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Errors;

/// <summary>A response as error handlers look at it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">Names in lower case and as received; <c>link</c> is taken apart by relation.</param>
/// <param name="Body">The start of the body; null when it was not kept as text.</param>
/// <param name="Json">The body as JSON; null when it is none.</param>
internal sealed record ResponseView(int Status, IReadOnlyDictionary<string, object?> Headers, string? Body, JsonNode? Json)
{
    private static readonly string[] MessageFields =
        ["message", "messages", "error_description", "error", "errors", "failures", "failure", "detail", "details", "err", "error_message", "msg", "reason", "status_message", "title"];

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>What the source itself says went wrong, if it can be found.</summary>
    public string? Message => Find(Json, 0) ?? (IsSuccess ? null : Body?.Trim());

    public static ResponseView Of(HttpResponseMessage response, string? body)
    {
        JsonNode? json = null;
        try
        {
            if (body is { Length: > 0 }) json = JsonTree.Parse(body);
        }
        catch (JsonException)
        {
            // An error page may be anything.
        }

        return new((int)response.StatusCode, ResponseHeaders.Read(response), body, json);
    }

    public string? Header(string name) => Headers.TryGetValue(name.ToLowerInvariant(), out var value) && value is string text ? text : null;

    public Scope Extend(Scope scope) => scope
        .With("response", Json is null ? new Dictionary<string, object?>() : TemplateValues.FromJson(Json))
        .With("headers", Headers);

    private static string? Find(JsonNode? node, int depth)
    {
        if (depth > 4) return null;
        return node switch
        {
            JsonValue value when value.TryGetValue(out string? text) && depth > 0 => text,
            JsonArray list => list.Select(item => Find(item, depth + 1)).Where(m => m is not null).ToArray() is { Length: > 0 } found ? string.Join(", ", found) : null,
            JsonObject map => MessageFields.Select(name => map[name] is { } value ? Find(value, depth + 1) : null).FirstOrDefault(m => m is not null),
            _ => null,
        };
    }
}
