using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records;

/// <summary>The items of an array within each record become the records.</summary>
/// <param name="RemainOriginalRecord">Each item carries the whole record as <c>original_record</c>.</param>
/// <param name="EmitsParent">A record without items stays a record itself.</param>
internal sealed record RecordExpander(IReadOnlyList<Interpolated> Path, bool RemainOriginalRecord, bool EmitsParent)
{
    public static ComponentKinds<RecordExpander> Kinds { get; } = new() { ["RecordExpander"] = Compile };

    private static RecordExpander Compile(Component c)
    {
        var otherwise = c.Text("on_no_records");
        if (otherwise is not (null or "skip" or "emit_parent")) c.Error("on_no_records", "one of skip, emit_parent");
        return new(c.Templates("expand_records_from_field", required: true), c.Flag("remain_original_record"), otherwise == "emit_parent");
    }
}

internal sealed class ExpandedRecords(RecordExpander expander, Scope scope, IRecordReceiver records) : IRecordReceiver
{
    private readonly GlobPath _path = new([.. expander.Path.Select(p => p.Render(scope))]);
    private readonly RecordDocument _document = new();
    private readonly JsonBytes _item = new();

    public void OnRecord(ReadOnlySpan<byte> recordUtf8)
    {
        if (_path.Segments.Count == 0 || recordUtf8[0] != '{')
        {
            records.OnRecord(recordUtf8);
            return;
        }

        _document.Load(recordUtf8);
        var expanded = false;
        foreach (var match in _path.Find(_document.Root))
        {
            if (match.Value is not RecordList items) continue;
            for (var i = 0; i < items.Count; i++)
            {
                expanded = true;
                Emit(items.SliceOf(i).Span);
            }
        }

        if (!expanded && expander.EmitsParent) records.OnRecord(recordUtf8);
    }

    private void Emit(ReadOnlySpan<byte> item)
    {
        if (!expander.RemainOriginalRecord)
        {
            records.OnRecord(item);
            return;
        }

        // The item's own original_record, if it has one, gives way: the last of a name counts.
        _item.Clear();
        if (item[0] == '{')
        {
            var own = new RecordObject(new JsonSlice(item.ToArray(), 0, item.Length));
            own.Set("original_record", new RecordObject.Member { Slice = _document.Slice });
            own.WriteTo(_item);
        }
        else
        {
            _item.Raw("{\"value\":"u8);
            _item.Raw(item);
            _item.Raw(",\"original_record\":"u8);
            _item.Raw(_document.Slice.Span);
            _item.Raw("}"u8);
        }

        records.OnRecord(_item.Written);
    }
}
