using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Manifests;

/// <summary>
/// Fills in missing component types and hands <c>$parameters</c> down to every typed component below. A parameter fills a field that the
/// component leaves out or leaves falsy; the parameters of the inner component win over those of the outer one.
/// </summary>
internal static class TypePropagation
{
    public const string Parameters = "$parameters";

    /// <summary>Every component gets a copy of the parameters above it.</summary>
    private const int MaxCopied = 4 * ManifestYaml.MaxNodes;

    /// <summary>Changes <paramref name="document"/> in place.</summary>
    /// <param name="outerWins">The parameters of the outer component win instead.</param>
    /// <returns>False when the parameters multiply beyond measure; an error then says so.</returns>
    public static bool Apply(JsonObject document, ManifestErrors errors, bool outerWins = false)
    {
        try
        {
            new Propagation(outerWins).Apply(document, "", [], 0);
            return true;
        }
        catch (InvalidDataException e)
        {
            errors.Add("", e.Message);
            return false;
        }
    }

    private sealed class Propagation(bool outerWins)
    {
        private int _budget = MaxCopied;

        /// <param name="field">Where the component stands: <c>Parent.field</c>; empty for the document.</param>
        public void Apply(JsonObject component, string field, JsonObject inherited, int depth)
        {
            if (depth > ManifestYaml.MaxDepth) throw new InvalidDataException($"$parameters nest components more than {ManifestYaml.MaxDepth} levels deep");
            if (!component.ContainsKey("type") && DefaultTypes.For(field, component.ContainsKey("class_name")) is { } inferred)
                component["type"] = inferred;

            var parameters = Copy(inherited)!.AsObject();
            if (component[Parameters] is JsonObject own)
                foreach (var (key, value) in own)
                    if (!outerWins || !parameters.ContainsKey(key)) parameters[key] = Copy(value);
            component.Remove(Parameters);

            if (IsJsonSchema(component)) return;
            if (component["type"] is not JsonValue typeValue || !typeValue.TryGetValue(out string? type))
            {
                foreach (var nested in component.Select(p => p.Value).OfType<JsonObject>().Where(v => v.ContainsKey("type")).ToArray())
                    Apply(nested, field, parameters, depth + 1);
                return;
            }

            foreach (var (key, value) in parameters)
                if (IsFalsy(component[key])) component[key] = Copy(value);

            foreach (var (name, value) in component.ToArray())
            {
                // A parameter of the same name as the field it fills would be found inside itself again without end.
                var excluded = parameters.ContainsKey(name) ? WithoutKey(parameters, name) : parameters;
                if (value is JsonObject child) Apply(child, $"{type}.{name}", excluded, depth + 1);
                else if (value is JsonArray list)
                    foreach (var item in list.OfType<JsonObject>().ToArray()) Apply(item, $"{type}.{name}", excluded, depth + 1);
            }

            if (parameters.Count > 0) component[Parameters] = parameters;
        }

        private JsonObject WithoutKey(JsonObject parameters, string name)
        {
            var copy = Copy(parameters)!.AsObject();
            copy.Remove(name);
            return copy;
        }

        private JsonNode? Copy(JsonNode? node)
        {
            Charge(node);
            return node?.DeepClone();
        }

        private void Charge(JsonNode? node)
        {
            if (--_budget < 0) throw new InvalidDataException($"$parameters multiply to more than {MaxCopied} nodes");
            if (node is JsonObject map)
                foreach (var (_, value) in map) Charge(value);
            else if (node is JsonArray list)
                foreach (var item in list) Charge(item);
        }
    }

    private static bool IsJsonSchema(JsonObject component) => component["type"] switch
    {
        JsonValue value => value.TryGetValue(out string? text) && text == "object",
        JsonArray list => list.Any(t => t is JsonValue v && v.TryGetValue(out string? text) && text == "object"),
        _ => false,
    };

    private static bool IsFalsy(JsonNode? node) => node switch
    {
        null => true,
        JsonObject map => map.Count == 0,
        JsonArray list => list.Count == 0,
        JsonValue value when value.TryGetValue(out string? text) => text.Length == 0,
        JsonValue value when value.TryGetValue(out bool flag) => !flag,
        JsonValue value when value.TryGetValue(out long number) => number == 0,
        JsonValue value when value.TryGetValue(out double number) => number == 0,
        _ => false,
    };
}
