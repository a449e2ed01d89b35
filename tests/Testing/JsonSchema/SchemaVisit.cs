using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ControlPlane.Testing.JsonSchema;

/// <summary>One value held against one schema, with all that lies below both.</summary>
internal sealed class SchemaVisit(SchemaFolder folder, List<string> errors)
{
    public void Visit(JsonNode? value, SchemaFile file, JsonNode? schema, string place)
    {
        if (schema is JsonValue flag && flag.TryGetValue(out bool allowed) && !allowed) errors.Add($"{place}: nothing is allowed here");
        if (schema is not JsonObject rules) return;
        if (rules["$ref"] is { } reference)
        {
            var target = folder.Resolve(file, reference.ToString());
            Visit(value, target.File, target.Schema, place);
        }

        foreach (var problem in ValueRules.Problems(value, rules)) errors.Add($"{place}: {problem}");
        if (value is JsonObject map) VisitObject(map, file, rules, place);
        if (value is JsonArray list) VisitList(list, file, rules, place);
        VisitCombinations(value, file, rules, place);
    }

    private void VisitObject(JsonObject map, SchemaFile file, JsonObject rules, string place)
    {
        foreach (var name in rules["required"] as JsonArray ?? [])
        {
            if (!map.ContainsKey(name!.ToString())) errors.Add($"{place}: '{name}' is required");
        }

        foreach (var (name, value) in map)
        {
            if (rules["propertyNames"] is { } names) Visit(JsonValue.Create(name), file, names, $"{place}.{name} (its name)");
            var known = false;
            if ((rules["properties"] as JsonObject)?.TryGetPropertyValue(name, out var declared) == true)
            {
                known = true;
                Visit(value, file, declared, $"{place}.{name}");
            }

            foreach (var (pattern, schema) in rules["patternProperties"] as JsonObject ?? [])
            {
                if (!Regex.IsMatch(name, pattern, RegexOptions.ECMAScript)) continue;
                known = true;
                Visit(value, file, schema, $"{place}.{name}");
            }

            if (!known) Visit(value, file, rules["additionalProperties"], $"{place}.{name}");
        }
    }

    private void VisitList(JsonArray list, SchemaFile file, JsonObject rules, string place)
    {
        var positions = rules["prefixItems"] as JsonArray ?? [];
        for (var i = 0; i < list.Count; i++) Visit(list[i], file, i < positions.Count ? positions[i] : rules["items"], $"{place}[{i}]");
        if (rules["contains"] is { } wanted && !list.Any(item => Try(item, file, wanted, place).Count == 0)) errors.Add($"{place}: no item is as one must be");
    }

    private void VisitCombinations(JsonNode? value, SchemaFile file, JsonObject rules, string place)
    {
        foreach (var part in rules["allOf"] as JsonArray ?? []) Visit(value, file, part, place);
        if (rules["anyOf"] is JsonArray any) Choose(value, file, any, place, onlyOne: false);
        if (rules["oneOf"] is JsonArray one) Choose(value, file, one, place, onlyOne: true);
        if (rules["not"] is { } unwanted && Try(value, file, unwanted, place).Count == 0) errors.Add($"{place}: is what the schema excludes");
        if (rules["if"] is { } condition) Visit(value, file, Try(value, file, condition, place).Count == 0 ? rules["then"] : rules["else"], place);
    }

    /// <summary>Where no alternative fits, what is wrong with the nearest is told: the one with the fewest errors, and of those the first.</summary>
    private void Choose(JsonNode? value, SchemaFile file, JsonArray alternatives, string place, bool onlyOne)
    {
        var tried = alternatives.Select(a => Try(value, file, a, place)).ToArray();
        var fitting = tried.Count(t => t.Count == 0);
        if (fitting > 1 && onlyOne) errors.Add($"{place}: fits {fitting} of the alternatives, where only one is allowed");
        if (fitting == 0 && tried.Length > 0) errors.Add($"{place}: fits none of {tried.Length} alternatives; the nearest: {string.Join("; ", tried.MinBy(t => t.Count)!)}");
    }

    private List<string> Try(JsonNode? value, SchemaFile file, JsonNode? schema, string place)
    {
        List<string> found = [];
        new SchemaVisit(folder, found).Visit(value, file, schema, place);
        return found;
    }
}
