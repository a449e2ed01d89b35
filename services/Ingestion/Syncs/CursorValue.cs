using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>A text or a number by which records are ordered: numbers by their value, texts by their bytes, as times of one format are.</summary>
internal sealed class CursorValue
{
    private byte[] _text = [];
    private int _length;

    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

    public bool IsNumber { get; private set; }

    public static CursorValue Parse(Boundary boundary)
    {
        var value = new CursorValue();
        value.Set(Encoding.UTF8.GetBytes(boundary.Value), boundary.IsNumber);
        return value;
    }

    /// <summary>The value of a top-level field of a record, as it is written there; false when it is none of both kinds.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, ReadOnlySpan<byte> field, out ReadOnlySpan<byte> value, out bool isNumber)
    {
        value = default;
        isNumber = false;
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals(field);
                reader.Read();
                if (found)
                {
                    value = reader.ValueSpan;
                    isNumber = reader.TokenType == JsonTokenType.Number;
                    return isNumber || reader.TokenType == JsonTokenType.String;
                }
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Validation tells what is wrong with it.
        }
        return false;
    }

    public void Set(ReadOnlySpan<byte> text, bool isNumber)
    {
        if (_text.Length < text.Length) _text = new byte[Math.Max(64, text.Length)];
        text.CopyTo(_text);
        _length = text.Length;
        IsNumber = isNumber;
    }

    public int CompareTo(ReadOnlySpan<byte> other, bool isNumber) =>
        IsNumber && isNumber && Utf8Parser.TryParse(Text, out decimal mine, out var used) && used == _length && Utf8Parser.TryParse(other, out decimal theirs, out used) && used == other.Length
            ? mine.CompareTo(theirs)
            : Text.SequenceCompareTo(other);

    public override string ToString() => Encoding.UTF8.GetString(Text);
}
