using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Specification;

/// <summary>
/// Checks a value against a JSON schema (draft 7 without formats, as configs are checked). Only references into the same schema are followed.
/// </summary>
internal sealed class JsonSchemaCheck
{
    private const int MaxDepth = 200;
    private readonly JsonObject _root;
    private readonly List<SchemaProblem> _problems = [];
    private int _depth;

    private JsonSchemaCheck(JsonObject root) => _root = root;

    public static IReadOnlyList<SchemaProblem> Find(JsonNode? value, JsonObject schema)
    {
        var check = new JsonSchemaCheck(schema);
        check.Visit(value, schema, "");
        return check._problems;
    }

    private void Visit(JsonNode? value, JsonNode? schema, string path)
    {
        if (schema is JsonValue flag && flag.TryGetValue(out bool allowed) && !allowed) Add(path, "nothing is allowed here");
        if (schema is not JsonObject rules) return;
        if (++_depth > MaxDepth)
        {
            Add(path, "the schema leads back to itself without end");
        }
        else
        {
            if (rules["$ref"] is JsonValue pointer) Visit(value, Follow(pointer.ToString()), path);
            foreach (var message in ValueRules.Problems(value, rules)) Add(path, message);
            if (value is JsonObject map) VisitObject(map, rules, path);
            if (value is JsonArray list) VisitList(list, rules, path);
            VisitCombinations(value, rules, path);
        }

        _depth--;
    }

    private void VisitObject(JsonObject map, JsonObject rules, string path)
    {
        var properties = rules["properties"] as JsonObject;
        var patterns = rules["patternProperties"] as JsonObject;
        foreach (var name in Names(rules["required"]).Where(n => !map.ContainsKey(n))) Add(path, $"'{name}' is a required property");
        foreach (var (name, value) in map)
        {
            var place = DocumentPath.Field(path, name);
            var known = false;
            if (properties?.TryGetPropertyValue(name, out var declared) == true)
            {
                known = true;
                Visit(value, declared, place);
            }

            foreach (var (pattern, schema) in patterns ?? [])
            {
                if (!ValueRules.Matches(pattern, name)) continue;
                known = true;
                Visit(value, schema, place);
            }

            if (known) continue;
            if (rules["additionalProperties"] is JsonValue closed && closed.TryGetValue(out bool open) && !open) Add(path, $"additional properties are not allowed ('{name}' was unexpected)");
            else Visit(value, rules["additionalProperties"], place);
        }

        foreach (var (name, dependency) in (rules["dependentRequired"] ?? rules["dependencies"]) as JsonObject ?? [])
        {
            if (!map.ContainsKey(name)) continue;
            foreach (var other in Names(dependency).Where(n => !map.ContainsKey(n))) Add(path, $"'{other}' is a dependency of '{name}'");
            if (dependency is JsonObject) Visit(map, dependency, path);
        }

        foreach (var (name, _) in rules["propertyNames"] is null ? [] : map) Visit(JsonValue.Create(name), rules["propertyNames"], DocumentPath.Field(path, name));
    }

    private void VisitList(JsonArray list, JsonObject rules, string path)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var schema = rules["items"] is JsonArray positions ? i < positions.Count ? positions[i] : rules["additionalItems"] : rules["items"];
            Visit(list[i], schema, DocumentPath.Item(path, i));
        }

        if (rules["contains"] is { } wanted && !list.Any(item => Try(item, wanted, path).Count == 0)) Add(path, "none of the items is as the schema wants one");
    }

    private void VisitCombinations(JsonNode? value, JsonObject rules, string path)
    {
        foreach (var part in rules["allOf"] as JsonArray ?? []) Visit(value, part, path);
        if (rules["anyOf"] is JsonArray any) Choose(value, any, path, exactlyOne: false);
        if (rules["oneOf"] is JsonArray one) Choose(value, one, path, exactlyOne: true);
        if (rules["not"] is { } unwanted && Try(value, unwanted, path).Count == 0) Add(path, "the value is what the schema excludes");
        if (rules["if"] is { } condition) Visit(value, Try(value, condition, path).Count == 0 ? rules["then"] : rules["else"], path);
    }

    /// <summary>Where none of the alternatives fits, what is wrong with the one that was probably meant is told: the one with the right constants, else the nearest.</summary>
    private void Choose(JsonNode? value, JsonArray alternatives, string path, bool exactlyOne)
    {
        var tried = alternatives.Select(a => (Alternative: a, Problems: Try(value, a, path))).ToArray();
        var fitting = tried.Count(t => t.Problems.Count == 0);
        if (fitting == 1 || fitting > 1 && !exactlyOne || tried.Length == 0) return;
        if (fitting > 1)
        {
            Add(path, $"the value fits {fitting} of the {tried.Length} alternatives, and only one is allowed");
            return;
        }

        var meant = tried.Where(t => IsMarkedAs(value, t.Alternative)).DefaultIfEmpty(tried.MinBy(t => t.Problems.Count)).First();
        Add(path, $"the value fits none of the {tried.Length} alternatives{(meant.Alternative?["title"] is { } title ? $"; for '{title}':" : "; for the nearest:")} {meant.Problems[0]}");
    }

    private List<SchemaProblem> Try(JsonNode? value, JsonNode? schema, string path)
    {
        var inner = new JsonSchemaCheck(_root) { _depth = _depth };
        inner.Visit(value, schema, path);
        return inner._problems;
    }

    private static bool IsMarkedAs(JsonNode? value, JsonNode? alternative) =>
        value is JsonObject map && (alternative as JsonObject)?["properties"] is JsonObject properties
        && properties.Any(p => p.Value is JsonObject rules && rules.ContainsKey("const") && map.ContainsKey(p.Key) && JsonNode.DeepEquals(rules["const"], map[p.Key]));

    private JsonNode? Follow(string pointer)
    {
        JsonNode? node = _root;
        foreach (var part in pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = (node as JsonObject)?[part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
        return node;
    }

    private static IEnumerable<string> Names(JsonNode? list) => (list as JsonArray ?? []).Select(n => n?.ToString() ?? "");

    private void Add(string path, string message) => _problems.Add(new(path, message));
}
