namespace ControlPlane.Connectors.Records.Documents;

/// <summary>One record to be changed, in memory that is used again for the next one: nothing of a record may be kept beyond it.</summary>
internal sealed class RecordDocument
{
    private readonly RecordObject _root = new();
    private byte[] _bytes = new byte[8192];

    /// <summary>The record; null when it is no object.</summary>
    public RecordObject? Root { get; private set; }

    /// <summary>The record as templates see it.</summary>
    public object? Value { get; private set; }

    public JsonSlice Slice { get; private set; }

    public void Load(ReadOnlySpan<byte> record)
    {
        if (_bytes.Length < record.Length) _bytes = new byte[Math.Max(record.Length, (int)Math.Min(Array.MaxLength, _bytes.Length * 2L))];
        record.CopyTo(_bytes);
        Slice = new(_bytes, 0, record.Length);
        Root = null;
        if (record[0] == '{')
        {
            _root.Reset(Slice);
            Root = _root;
            Value = _root;
        }
        else
        {
            Value = Slice.Read();
        }
    }

    public void WriteTo(JsonBytes output)
    {
        if (Root is not null) Root.WriteTo(output);
        else if (Value is RecordList list) list.WriteTo(output);
        else output.Raw(Slice.Span);
    }
}
