using System.Collections;
using System.Text.Json;

namespace ControlPlane.Connectors.Records.Documents;

/// <summary>A JSON array as <see cref="RecordObject"/> is an object.</summary>
internal sealed class RecordList(JsonSlice source) : IReadOnlyList<object?>
{
    private List<Entry>? _items;
    private bool _isChanged;

    public int Count => Items.Count;

    public bool IsChanged => _isChanged || _items is { } items && items.Exists(i => i.Value is RecordObject { IsChanged: true } or RecordList { IsChanged: true });

    private List<Entry> Items => _items ??= Read();

    public object? this[int index]
    {
        get
        {
            var item = Items[index];
            if (item.IsBuilt) return item.Value;
            Items[index] = item = item with { Value = item.Slice.Read(), IsBuilt = true };
            return item.Value;
        }
    }

    /// <summary>The bytes of an item that is as it was read; for the others an empty slice.</summary>
    public JsonSlice SliceOf(int index) => Items[index] is { IsBuilt: true, Value: RecordObject { IsChanged: true } or RecordList { IsChanged: true } } ? default : Items[index].Slice;

    /// <summary>A list of this one value, which keeps its bytes if it has any.</summary>
    public static RecordList Of(object? value, JsonSlice bytes) => new(default) { _items = [new(bytes, value, true)], _isChanged = true };

    public void Set(int index, object? value)
    {
        Items[index] = new(default, value, true);
        _isChanged = true;
    }

    public void RemoveAt(int index)
    {
        Items.RemoveAt(index);
        _isChanged = true;
    }

    public void WriteTo(JsonBytes output)
    {
        if (!IsChanged)
        {
            output.Raw(source.Span);
            return;
        }

        output.Open((byte)'[');
        for (var i = 0; i < Items.Count; i++)
        {
            if (i > 0) output.Byte((byte)',');
            var item = Items[i];
            if (item.IsBuilt && (item.Slice.Source is null || item.Value is RecordObject or RecordList)) output.Value(item.Value);
            else output.Raw(item.Slice.Span);
        }

        output.Close((byte)']');
    }

    public IEnumerator<object?> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<Entry> Read()
    {
        var items = new List<Entry>();
        var reader = JsonSlice.Reader(source.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(new(new JsonSlice(source.Source, source.Start + from, (int)reader.BytesConsumed - from), null, false));
        }

        return items;
    }

    private readonly record struct Entry(JsonSlice Slice, object? Value, bool IsBuilt);
}
