using System.Text.Json.Nodes;
using ControlPlane.Tenants.Documents;

namespace ControlPlane.Tenants.Specs;

/// <summary>Follows a config and the connection specification of its connector side by side; what that marks with <c>airbyte_secret</c> must be a reference.</summary>
internal sealed class ManifestSecrets(JsonObject manifest, SpecContext context)
{
    /// <summary>How far alternatives and references within a specification are followed; it may refer to itself.</summary>
    private const int MostSteps = 12;

    public void Check(string path, JsonObject config)
    {
        if (Resolve(manifest["spec"]) is { } spec && Resolve(spec["connection_specification"]) is { } specification) Check(path, config, [specification]);
    }

    /// <param name="declarations">Everything that the specification says of this value, in any of its alternatives.</param>
    private void Check(string path, JsonNode? value, IReadOnlyList<JsonObject> declarations)
    {
        if (declarations.Count == 0) return;
        if (declarations.Any(IsMarked))
        {
            SecretRules.CheckTree(path, value, context, secret: true);
            return;
        }
        var all = declarations.SelectMany(declaration => Alternatives(declaration, MostSteps)).ToList();
        switch (value)
        {
            case JsonObject map:
                foreach (var (key, inner) in map)
                    Check(DocumentErrors.Join(path, key), inner, Expand(all.Select(one => (one["properties"] as JsonObject)?[key] ?? one["additionalProperties"])));
                break;
            case JsonArray list:
                for (var index = 0; index < list.Count; index++) Check(DocumentErrors.Join(path, index), list[index], Expand(all.Select(one => one["items"])));
                break;
            default:
                break;
        }
    }

    private List<JsonObject> Expand(IEnumerable<JsonNode?> declared) =>
        [.. declared.Select(Resolve).OfType<JsonObject>().SelectMany(one => Alternatives(one, MostSteps)).Distinct()];

    /// <summary>A declaration and those it is made of.</summary>
    private IEnumerable<JsonObject> Alternatives(JsonObject declaration, int steps)
    {
        yield return declaration;
        if (steps == 0) yield break;
        foreach (var keyword in new[] { "oneOf", "anyOf", "allOf" })
            foreach (var part in (declaration[keyword] as JsonArray ?? []).Select(Resolve).OfType<JsonObject>())
                foreach (var found in Alternatives(part, steps - 4)) yield return found;
    }

    /// <summary>The map itself, or what its <c>$ref: '#/...'</c> points to within the manifest.</summary>
    private JsonObject? Resolve(JsonNode? node)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            if (node is not JsonObject map) return null;
            if (Reference(map["$ref"]) is not { } pointer) return map;
            node = pointer.Split('/').Aggregate((JsonNode?)manifest, (found, name) => (found as JsonObject)?[name]);
        }
        return null;
    }

    private static string? Reference(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith("#/", StringComparison.Ordinal) ? text[2..] : null;

    private static bool IsMarked(JsonObject declaration) => declaration["airbyte_secret"] is JsonValue value && value.TryGetValue<bool>(out var marked) && marked;
}
