using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Checks;

/// <summary>Infers the schema of a stream that declares none from the first of its records.</summary>
internal sealed class SchemaSample : IRecordSink
{
    /// <summary>How many records are looked at.</summary>
    public const int Records = 500;

    private readonly Shape _root = new();

    public JsonObject Schema
    {
        get
        {
            var schema = new JsonObject { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["type"] = "object", ["properties"] = new JsonObject(), ["additionalProperties"] = true };
            if (_root.Describe()["properties"] is JsonObject properties) schema["properties"] = properties.DeepClone();
            return schema;
        }
    }

    public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken)
    {
        using var record = JsonDocument.Parse(recordUtf8, new JsonDocumentOptions { MaxDepth = 1000 });
        _root.Add(record.RootElement);
        return ValueTask.CompletedTask;
    }

    /// <summary>The types seen at one place of the records.</summary>
    private sealed class Shape
    {
        private readonly SortedSet<string> _types = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Shape> _fields = new(StringComparer.Ordinal);
        private Shape? _items;

        public void Add(JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    _types.Add("object");
                    foreach (var field in value.EnumerateObject())
                    {
                        if (!_fields.TryGetValue(field.Name, out var shape)) _fields[field.Name] = shape = new();
                        shape.Add(field.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    _types.Add("array");
                    foreach (var item in value.EnumerateArray()) (_items ??= new()).Add(item);
                    break;
                case JsonValueKind.String:
                    _types.Add("string");
                    break;
                case JsonValueKind.Number:
                    _types.Add(value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? "number" : "integer");
                    break;
                case JsonValueKind.True or JsonValueKind.False:
                    _types.Add("boolean");
                    break;
            }
        }

        /// <summary>Anything may be missing from the next record, so null is always allowed.</summary>
        public JsonObject Describe()
        {
            if (_types.Contains("number")) _types.Remove("integer");
            var schema = new JsonObject { ["type"] = new JsonArray([.. _types.Prepend("null").Select(t => JsonValue.Create(t))]) };
            if (_types.Contains("object"))
            {
                schema["properties"] = new JsonObject(_fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value.Describe())));
                schema["additionalProperties"] = true;
            }

            if (_items is not null) schema["items"] = _items.Describe();
            return schema;
        }
    }
}
