using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Schemas;

/// <summary>Where in a source's own description of its fields their names and types stand.</summary>
internal sealed record SchemaTypeIdentifier(
    IReadOnlyList<Interpolated> SchemaPointer, IReadOnlyList<Interpolated> KeyPointer, IReadOnlyList<Interpolated> TypePointer, IReadOnlyList<TypesMap> Types)
{
    public static ComponentKinds<SchemaTypeIdentifier> Kinds { get; } = new() { ["SchemaTypeIdentifier"] = Compile };

    /// <exception cref="ConnectorException">The description is not of the declared shape.</exception>
    public JsonObject Properties(JsonObject? description, Scope scope)
    {
        var properties = new JsonObject();
        if (description is null) return properties;
        if (At(description, SchemaPointer, scope) is not JsonArray definitions)
            throw Wrong($"there is no list of fields at {string.Join('/', SchemaPointer.Select(p => p.Text))}");
        foreach (var definition in definitions)
        {
            if (At(definition, KeyPointer, scope) is not JsonValue key || !key.TryGetValue(out string? name)) throw Wrong($"a field has no name at {string.Join('/', KeyPointer.Select(p => p.Text))}");
            properties[name] = Schema(definition, scope);
        }

        return properties;
    }

    private static SchemaTypeIdentifier Compile(Component c) =>
        new(c.Templates("schema_pointer"), c.Templates("key_pointer", required: true), c.Templates("type_pointer"), c.Children("types_mapping", TypesMap.Kinds));

    private static ConnectorException Wrong(string why) => new(ConnectorFaultKind.Configuration, $"the dynamic schema cannot be made out: {why}");

    private static JsonNode? At(JsonNode? node, IReadOnlyList<Interpolated> pointer, Scope scope)
    {
        foreach (var part in pointer)
        {
            var name = part.Render(scope);
            node = node switch
            {
                JsonObject map => map[name],
                JsonArray list when int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out var index) && index >= 0 && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    private static JsonObject Complex(JsonObject type)
    {
        var schema = AirbyteTypes.Schema(type["field_type"]?.ToString() ?? "");
        if (type["items"] is not { } items) return schema;
        if (type["field_type"]?.ToString() != "array") throw Wrong("'items' can only be used when 'field_type' is an array");
        schema["items"] = items is JsonObject inner ? Complex(inner) : AirbyteTypes.Schema(items.ToString());
        return schema;
    }

    private JsonObject Schema(JsonNode? definition, Scope scope)
    {
        var type = TypePointer.Count == 0 ? null : At(definition, TypePointer, scope);
        type ??= JsonValue.Create("string");
        var mapped = Types.FirstOrDefault(t => t.Fits(type, definition, scope))?.Target ?? type;
        return mapped switch
        {
            JsonArray { Count: 2 } two when two.All(t => t is JsonValue) => new()
            {
                ["oneOf"] = new JsonArray(AirbyteTypes.Schema(two[0]!.ToString()), AirbyteTypes.Schema(two[1]!.ToString())),
            },
            JsonValue name when name.TryGetValue(out string? text) => AirbyteTypes.Schema(text),
            JsonObject complex => Complex(complex),
            _ => throw Wrong($"a type must be a name or a list of two, found {mapped.ToJsonString()}"),
        };
    }
}
