using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Schemas;

/// <summary>Turns what was seen into a schema that later records fit too.</summary>
internal static class InferredSchema
{
    /// <summary>Makes everything nullable and drops what was only ever null. The branches of a choice stay as they were seen.</summary>
    public static void Clean(JsonObject node)
    {
        if (node["anyOf"] is JsonArray choice)
        {
            if (choice.Count != 2 || choice.FirstOrDefault(IsNull) is not { } nothing)
            {
                return;
            }

            var real = choice[choice.IndexOf(nothing) == 0 ? 1 : 0]!.AsObject();
            node.Remove("anyOf");
            foreach (var (name, value) in real) node[name] = value?.DeepClone();
        }

        if (node["properties"] is JsonObject properties)
        {
            foreach (var (name, property) in properties.ToList())
            {
                if (IsNull(property)) properties.Remove(name);
                else if (property is JsonObject inner) Clean(inner);
            }
        }

        if (node["items"] is JsonObject items) Clean(items);
        var types = node["type"] switch { JsonArray several => several.Select(t => t!.ToString()).Where(t => t != "null"), JsonValue one => [one.ToString()], _ => [] };
        node["type"] = new JsonArray([.. types.Append("null").Select(t => JsonValue.Create(t))]);
    }

    /// <summary>Marks the field at the path, and what it lies in, as never null.</summary>
    public static void Require(JsonObject schema, IReadOnlyList<string> path)
    {
        var at = schema;
        foreach (var name in path)
        {
            if ((at["properties"] as JsonObject)?[name] is not JsonObject next) return;
            var required = at["required"] as JsonArray;
            if (required is null) at["required"] = required = [];
            if (!required.Any(r => r?.ToString() == name)) required.Add(name);
            if (next["type"] is JsonArray types)
            {
                var left = types.Select(t => t!.ToString()).Where(t => t != "null").ToList();
                next["type"] = left is [var only] ? only : new JsonArray([.. left.Select(t => JsonValue.Create(t))]);
            }

            at = next;
        }
    }

    private static bool IsNull(JsonNode? node) => node is JsonObject { Count: 1 } map && map["type"] is JsonValue type && type.ToString() == "null";
}
