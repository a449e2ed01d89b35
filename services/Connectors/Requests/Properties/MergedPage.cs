using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Requests.Properties;

/// <summary>The records of one page, put together from the responses to several requests.</summary>
internal sealed class MergedPage(PropertyChunking chunking) : IRecordSink
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<string, JsonObject> _byKey = new(StringComparer.Ordinal);
    private readonly List<JsonNode?> _records = [];

    public JsonNode? Last => _records.LastOrDefault();

    /// <summary>The records as they go on, in the order in which they first came.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Records => _records.Select(r => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(r?.ToJsonString(Compact) ?? "null"));

    public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken)
    {
        var node = JsonNode.Parse(recordUtf8.Span);
        if (node is not JsonObject record || chunking.KeyOf(record) is not { } key) _records.Add(node);
        else if (_byKey.TryGetValue(key, out var known)) Merge(known, record);
        else _records.Add(_byKey[key] = record);
        return ValueTask.CompletedTask;
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (name, value) in from)
        {
            if (into[name] is JsonObject inner && value is JsonObject more) Merge(inner, more);
            else into[name] = value?.DeepClone();
        }
    }
}
