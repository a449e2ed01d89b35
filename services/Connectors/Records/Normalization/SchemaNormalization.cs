using System.Text.Json.Nodes;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records.Normalization;

/// <summary>
/// Brings the values of a record to the types that its schema declares, where they can be; the others stay as they are. Compiled from the
/// schema once. A field of several types, or of <c>oneOf</c> and its like, is left alone.
/// </summary>
internal sealed class SchemaNormalization
{
    private readonly SchemaTarget _record;

    private SchemaNormalization(SchemaTarget record) => _record = record;

    public static SchemaNormalization Of(JsonObject schema) => new(SchemaTarget.Of(schema, schema, []));

    public void Apply(RecordObject record) => Descend(record, _record);

    private static void Descend(object? value, SchemaTarget target)
    {
        if (value is RecordObject map)
        {
            foreach (var (name, inner) in target.Properties)
            {
                var at = map.Find(name);
                if (at < 0) continue;
                if (!inner.Fits(map.FirstByteOf(at)) && ValueConversion.TryConvert(map.ValueOf(at), map.SliceOf(at), inner, out var converted)) map[name] = converted;
                if (inner.HasInside) Descend(map.TryGetValue(name, out var now) ? now : null, inner);
            }
        }
        else if (value is RecordList list && target.Items is { } items)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (ValueConversion.TryConvert(list[i], list.SliceOf(i), items, out var converted)) list.Set(i, converted);
                if (items.HasInside) Descend(list[i], items);
            }
        }
    }
}
