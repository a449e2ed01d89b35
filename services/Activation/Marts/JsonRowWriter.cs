using System.Buffers;
using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ControlPlane.Activation.Marts;

/// <summary><c>{"rows": [{...}], "next": "..."}</c>; <c>next</c> is null on the last page.</summary>
internal sealed class JsonRowWriter(IReadOnlyList<MartColumn> columns, IBufferWriter<byte> output) : IRowWriter, IDisposable
{
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Utf8JsonWriter _json = new(output, Plain);
    private readonly JsonEncodedText[] _names = Names(columns);

    public string ContentType => "application/json; charset=utf-8";

    public long Unflushed => _json.BytesPending;

    public static JsonEncodedText[] Names(IReadOnlyList<MartColumn> columns) => [.. columns.Select(column => JsonEncodedText.Encode(column.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];

    public static void Write(Utf8JsonWriter json, IReadOnlyList<MartColumn> columns, JsonEncodedText[] names, DbDataReader reader)
    {
        json.WriteStartObject();
        for (var index = 0; index < names.Length; index++)
        {
            json.WritePropertyName(names[index]);
            MartValue.Write(json, columns[index].Kind, reader.IsDBNull(index) ? null : reader.GetString(index));
        }
        json.WriteEndObject();
    }

    public void Start()
    {
        _json.WriteStartObject();
        _json.WriteStartArray("rows");
    }

    public void Row(DbDataReader reader) => Write(_json, columns, _names, reader);

    public void End(string? next)
    {
        _json.WriteEndArray();
        _json.WriteString("next", next);
        _json.WriteEndObject();
    }

    public void Flush() => _json.Flush();

    public void Dispose() => _json.Dispose();
}
