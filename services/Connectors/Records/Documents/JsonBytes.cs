using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using ControlPlane.Connectors.Interpolation;

namespace ControlPlane.Connectors.Records.Documents;

/// <summary>JSON being written, in one buffer that is used again. What it is given as bytes goes through unchanged.</summary>
internal sealed class JsonBytes
{
    private static readonly SearchValues<char> MustEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\', .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    private byte[] _bytes = new byte[4096];
    private int _length;
    private int _depth;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public int Length => _length;

    public void Clear() => (_length, _depth) = (0, 0);

    /// <summary>Takes back what was written after the first <paramref name="length"/> bytes.</summary>
    public void Cut(int length) => _length = length;

    public void Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Room(json.Length));
        _length += json.Length;
    }

    public void Byte(byte b)
    {
        if (_length == _bytes.Length) Room(1);
        _bytes[_length++] = b;
    }

    /// <summary>The bracket that opens an object or a list.</summary>
    /// <exception cref="ConnectorException">It is nested too deeply, or holds itself.</exception>
    public void Open(byte bracket)
    {
        if (++_depth > JsonSlice.MaxDepth) throw new ConnectorException(ConnectorFaultKind.Source, $"a record is nested more than {JsonSlice.MaxDepth} levels deep");
        Byte(bracket);
    }

    public void Close(byte bracket)
    {
        _depth--;
        Byte(bracket);
    }

    /// <summary>A text in quotes. Half of a surrogate pair, which has no UTF-8, is written as an escape.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        Byte((byte)'"');
        while (true)
        {
            var plain = text.IndexOfAny(MustEscape);
            var piece = plain < 0 ? text : text[..plain];
            _length += Encoding.UTF8.GetBytes(piece, Room(piece.Length * 3));
            if (plain < 0) break;
            text = text[(plain + Escape(text[plain..]))..];
        }

        Byte((byte)'"');
    }

    /// <summary>Valid UTF-8 as a text in quotes.</summary>
    public void TextUtf8(ReadOnlySpan<byte> text)
    {
        Byte((byte)'"');
        while (true)
        {
            var plain = text.IndexOfAny(MustEscapeUtf8);
            Raw(plain < 0 ? text : text[..plain]);
            if (plain < 0) break;
            EscapeAscii((char)text[plain]);
            text = text[(plain + 1)..];
        }

        Byte((byte)'"');
    }

    /// <summary>A value as templates hold it; parts of records that nobody has changed keep their bytes.</summary>
    public void Value(object? value)
    {
        switch (value)
        {
            case null or Templating.Undefined:
                Raw("null"u8);
                break;
            case bool flag:
                Raw(flag ? "true"u8 : "false"u8);
                break;
            case string text:
                Text(text);
                break;
            case int or long:
                Number(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case RecordObject map:
                map.WriteTo(this);
                break;
            case RecordList list:
                list.WriteTo(this);
                break;
            case double number when double.IsFinite(number):
                Raw(Encoding.UTF8.GetBytes(TemplateValues.ToText(number)));
                break;
            case BigInteger big:
                Raw(Encoding.UTF8.GetBytes(big.ToString(CultureInfo.InvariantCulture)));
                break;
            case IReadOnlyDictionary<string, object?> map:
                Map(map);
                break;
            case IEnumerable<object?> list:
                List(list);
                break;
            default:
                Text(TemplateValues.ToText(value));
                break;
        }
    }

    private static SearchValues<byte> MustEscapeUtf8 { get; } = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, _length + (long)count)));
        return _bytes.AsSpan(_length);
    }

    private void Number(long number)
    {
        number.TryFormat(Room(20), out var written, provider: CultureInfo.InvariantCulture);
        _length += written;
    }

    private int Escape(ReadOnlySpan<char> text)
    {
        if (char.IsHighSurrogate(text[0]) && text.Length > 1 && char.IsLowSurrogate(text[1]))
        {
            _length += Encoding.UTF8.GetBytes(text[..2], Room(4));
            return 2;
        }

        EscapeAscii(text[0]);
        return 1;
    }

    private void EscapeAscii(char c)
    {
        switch (c)
        {
            case '"':
                Raw("\\\""u8);
                break;
            case '\\':
                Raw("\\\\"u8);
                break;
            case '\n':
                Raw("\\n"u8);
                break;
            case '\r':
                Raw("\\r"u8);
                break;
            case '\t':
                Raw("\\t"u8);
                break;
            default:
                Raw("\\u"u8);
                ((int)c).TryFormat(Room(4), out var written, "x4", CultureInfo.InvariantCulture);
                _length += written;
                break;
        }
    }

    private void Map(IReadOnlyDictionary<string, object?> map)
    {
        Open((byte)'{');
        var first = true;
        foreach (var (key, item) in map)
        {
            if (!first) Byte((byte)',');
            first = false;
            Text(key);
            Byte((byte)':');
            Value(item);
        }

        Close((byte)'}');
    }

    private void List(IEnumerable<object?> list)
    {
        Open((byte)'[');
        var first = true;
        foreach (var item in list)
        {
            if (!first) Byte((byte)',');
            first = false;
            Value(item);
        }

        Close((byte)']');
    }
}
