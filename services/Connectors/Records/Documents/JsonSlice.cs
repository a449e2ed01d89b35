using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ControlPlane.Connectors.Records.Documents;

/// <summary>A JSON value that lies within a larger text. It is looked into only when somebody asks, and written as it stands.</summary>
internal readonly record struct JsonSlice(byte[] Source, int Start, int Length)
{
    public const int MaxDepth = 1000;

    public ReadOnlySpan<byte> Span => Source.AsSpan(Start, Length);

    public bool IsContainer => Source[Start] is (byte)'{' or (byte)'[';

    /// <summary>The value as templates see it; objects and lists stay lazy.</summary>
    public object? Read() => Source[Start] switch
    {
        (byte)'{' => new RecordObject(this),
        (byte)'[' => new RecordList(this),
        (byte)'"' => ReadText(Span[1..^1]),
        (byte)'t' => true,
        (byte)'f' => false,
        (byte)'n' => null,
        _ => ReadNumber(Span),
    };

    public static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = MaxDepth });

    /// <summary>The value of a member of an object, as it stands there; of several the last. Empty when there is none, or no object.</summary>
    public static ReadOnlySpan<byte> FindMember(ReadOnlySpan<byte> json, ReadOnlySpan<byte> nameUtf8)
    {
        ReadOnlySpan<byte> found = [];
        var reader = Reader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return found;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(nameUtf8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isWanted) found = json[start..(int)reader.BytesConsumed];
        }

        return found;
    }

    /// <summary>What stands between the quotes of a JSON text. Half of a surrogate pair is kept as it is.</summary>
    public static string ReadText(ReadOnlySpan<byte> text)
    {
        var escape = text.IndexOf((byte)'\\');
        if (escape < 0) return Encoding.UTF8.GetString(text);
        var builder = new StringBuilder(text.Length);
        while (escape >= 0)
        {
            builder.Append(Encoding.UTF8.GetString(text[..escape]));
            text = text[(escape + 1)..];
            var unicode = text[0] == 'u';
            builder.Append(unicode
                ? (char)ushort.Parse(text.Slice(1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : (char)text[0] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var c => c });
            text = text[(unicode ? 5 : 1)..];
            escape = text.IndexOf((byte)'\\');
        }

        return builder.Append(Encoding.UTF8.GetString(text)).ToString();
    }

    /// <exception cref="ConnectorException">The bytes are not UTF-8: whatever is made of them would be something else than what the source holds.</exception>
    public static void CheckUtf8(ReadOnlySpan<byte> record)
    {
        if (Utf8.IsValid(record)) return;
        var at = 0;
        while (at < record.Length && Rune.DecodeFromUtf8(record[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        throw new ConnectorException(ConnectorFaultKind.Source, $"a record is not valid UTF-8 (byte 0x{record[at]:x2} at position {at} of the record): ask the source for UTF-8");
    }

    private static object ReadNumber(ReadOnlySpan<byte> number)
    {
        if (long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)) return integer;
        if (number.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
            return BigInteger.Parse(Encoding.UTF8.GetString(number), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return double.Parse(number, CultureInfo.InvariantCulture);
    }
}
