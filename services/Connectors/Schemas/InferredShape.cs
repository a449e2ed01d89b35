using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Schemas;

/// <summary>What has been seen at one place of the samples.</summary>
internal sealed class InferredShape
{
    private readonly List<string> _types = [];
    private OrderedDictionary<string, InferredShape>? _properties;
    private InferredShape? _items;

    /// <param name="reader">Stands on the value; on its last token afterwards.</param>
    public void Add(ref Utf8JsonReader reader, PropertyBudget budget)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                See("object");
                AddProperties(ref reader, budget);
                break;
            case JsonTokenType.StartArray:
                See("array");
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) (_items ??= new()).Add(ref reader, budget);
                break;
            default:
                See(reader.TokenType switch
                {
                    JsonTokenType.String => "string",
                    JsonTokenType.Number => "number",
                    JsonTokenType.True or JsonTokenType.False => "boolean",
                    _ => "null",
                });
                break;
        }
    }

    /// <summary>As it was seen, before anything becomes nullable: plain types first, then each object or list with something in it.</summary>
    public JsonObject ToSchema()
    {
        var plain = new SortedSet<string>(StringComparer.Ordinal);
        var shapes = new List<JsonObject>();
        foreach (var type in _types)
        {
            if (type == "object" && _properties is { Count: > 0 } properties)
                shapes.Add(new() { ["type"] = type, ["properties"] = new JsonObject(properties.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value.ToSchema()))) });
            else if (type == "array" && _items is { } items) shapes.Add(new() { ["type"] = type, ["items"] = items.ToSchema() });
            else plain.Add(type);
        }

        if (plain.Count > 0) shapes.Insert(0, new() { ["type"] = plain.Count == 1 ? plain.Min : new JsonArray([.. plain.Select(t => JsonValue.Create(t))]) });
        return shapes switch { [] => [], [var only] => only, _ => new() { ["anyOf"] = new JsonArray([.. shapes]) } };
    }

    private void See(string type)
    {
        if (!_types.Contains(type)) _types.Add(type);
    }

    private void AddProperties(ref Utf8JsonReader reader, PropertyBudget budget)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonSlice.ReadText(reader.ValueSpan);
            reader.Read();
            if (_properties is null || !_properties.TryGetValue(name, out var property))
            {
                if (!budget.Take())
                {
                    reader.Skip();
                    continue;
                }

                property = (_properties ??= new(StringComparer.Ordinal))[name] = new();
            }

            property.Add(ref reader, budget);
        }
    }
}

/// <summary>How many properties one inference may still hold.</summary>
internal sealed class PropertyBudget(int properties)
{
    private int _left = properties;

    public bool IsExceeded { get; private set; }

    public bool Take()
    {
        if (_left-- > 0) return true;
        IsExceeded = true;
        return false;
    }
}
