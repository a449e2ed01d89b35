using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Schemas;

/// <summary>
/// Makes out the schema of records from samples of them, as Airbyte's own inference does: every field may be null, whole numbers are
/// numbers, times are strings, and a field of several shapes becomes a choice between them.
/// </summary>
/// <param name="maxProperties">Fields beyond this many are not taken up, those of objects within included; default 5,000.</param>
public sealed class SchemaInference(int maxProperties = 5_000)
{
    private readonly InferredShape _root = new();
    private readonly PropertyBudget _budget = new(maxProperties);

    /// <summary>Records looked at.</summary>
    public long Records { get; private set; }

    /// <summary>There were more fields than are taken up.</summary>
    public bool LeftOutProperties => _budget.IsExceeded;

    /// <param name="recordUtf8">One JSON object.</param>
    /// <exception cref="JsonException">It is not valid JSON.</exception>
    public void Add(ReadOnlySpan<byte> recordUtf8)
    {
        var reader = JsonSlice.Reader(recordUtf8);
        reader.Read();
        _root.Add(ref reader, _budget);
        Records++;
    }

    /// <summary>The schema; null when there were no records.</summary>
    /// <param name="required">Paths of fields that identify a record or that its cursor needs: they are never null. Unknown ones are passed over.</param>
    public JsonObject? Schema(params IEnumerable<IReadOnlyList<string>> required)
    {
        if (Records == 0) return null;
        var shape = _root.ToSchema();
        InferredSchema.Clean(shape);
        var schema = new JsonObject { ["$schema"] = "http://json-schema.org/schema#", ["type"] = "object" };
        foreach (var (name, value) in shape.Where(p => p.Key != "type")) schema[name] = value?.DeepClone();
        foreach (var path in required) InferredSchema.Require(schema, path);
        return schema;
    }
}
