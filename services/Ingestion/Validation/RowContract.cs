using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Ingestion.Validation;

/// <summary>
/// The declared contract of a stream's rows, compiled from its JSON schema: type, required, enum, const, properties, items,
/// additionalProperties, anyOf, oneOf (as anyOf) and allOf. Other keywords describe and are not enforced. Immutable.
/// </summary>
internal sealed class RowContract
{
    private RowContract()
    {
    }

    public static RowContract Anything { get; } = new();

    public JsonTypes Types { get; private init; } = JsonTypes.Any;

    /// <summary>The required ones first, so that they are told by one bit each.</summary>
    public RowProperty[] Properties { get; private init; } = [];

    public int RequiredCount { get; private init; }

    /// <summary>Of properties that are not declared; null: they are forbidden.</summary>
    public RowContract? Additional { get; private init; } = Anything;

    public RowContract Items { get; private init; } = Anything;

    /// <summary>The permitted values; empty when any is.</summary>
    public DeclaredValue[] Values { get; private init; } = [];

    public RowContract[] AnyOf { get; private init; } = [];

    public RowContract[] AllOf { get; private init; } = [];

    /// <summary>Whether every JSON value will do, so that only its tokens need to be looked at.</summary>
    public bool IsAnything => ReferenceEquals(this, Anything);

    /// <param name="schema">Null: anything.</param>
    public static RowContract Compile(JsonNode? schema)
    {
        if (schema is JsonValue flag && flag.GetValueKind() == JsonValueKind.False) return new RowContract { Types = JsonTypes.None };
        if (schema is not JsonObject declared) return Anything;
        var required = (declared["required"] as JsonArray ?? []).Select(name => name!.ToString()).ToHashSet(StringComparer.Ordinal);
        var properties = declared["properties"] as JsonObject ?? [];
        var names = properties.Select(property => property.Key).Union(required).OrderBy(name => required.Contains(name) ? 0 : 1);
        var contract = new RowContract
        {
            Types = TypesOf(declared["type"]),
            Properties = [.. names.Select(name => new RowProperty(name, Encoding.UTF8.GetBytes(name), Compile(properties[name])))],
            RequiredCount = required.Count,
            Additional = declared["additionalProperties"] is JsonValue no && no.GetValueKind() == JsonValueKind.False ? null : Compile(declared["additionalProperties"]),
            Items = declared["items"] is JsonArray ? Anything : Compile(declared["items"]),
            Values = declared["enum"] is JsonArray values ? [.. values.Select(DeclaredValue.Of)] : declared.ContainsKey("const") ? [DeclaredValue.Of(declared["const"])] : [],
            AnyOf = [.. (declared["anyOf"] as JsonArray ?? declared["oneOf"] as JsonArray ?? []).Select(Compile)],
            AllOf = [.. (declared["allOf"] as JsonArray ?? []).Select(Compile)],
        };
        return contract.Enforces ? contract : Anything;
    }

    private bool Enforces => Types != JsonTypes.Any || Properties.Any(property => !property.Contract.IsAnything) || RequiredCount > 0
        || Additional is not { IsAnything: true } || !Items.IsAnything || Values.Length > 0 || AnyOf.Length > 0 || AllOf.Length > 0;

    private static JsonTypes TypesOf(JsonNode? type) => type switch
    {
        null => JsonTypes.Any,
        JsonArray several => several.Aggregate(JsonTypes.None, (all, one) => all | TypesOf(one)),
        _ => type.ToString() switch
        {
            "null" => JsonTypes.Null,
            "boolean" => JsonTypes.Boolean,
            "integer" => JsonTypes.Integer,
            "number" => JsonTypes.Number | JsonTypes.Integer,
            "string" => JsonTypes.String,
            "array" => JsonTypes.Array,
            "object" => JsonTypes.Object,
            _ => JsonTypes.Any,
        },
    };
}

internal sealed record RowProperty(string Name, byte[] Utf8Name, RowContract Contract);
