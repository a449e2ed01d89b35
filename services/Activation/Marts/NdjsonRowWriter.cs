using System.Buffers;
using System.Data.Common;
using System.Text.Json;

namespace ControlPlane.Activation.Marts;

/// <summary>One JSON object a line.</summary>
internal sealed class NdjsonRowWriter(IReadOnlyList<MartColumn> columns, IBufferWriter<byte> output) : IRowWriter, IDisposable
{
    private readonly Utf8JsonWriter _json = new(output, JsonRowWriter.Plain);
    private readonly JsonEncodedText[] _names = JsonRowWriter.Names(columns);

    public string ContentType => "application/x-ndjson; charset=utf-8";

    public long Unflushed { get; private set; }

    public void Start()
    {
    }

    public void Row(DbDataReader reader)
    {
        JsonRowWriter.Write(_json, columns, _names, reader);
        _json.Flush();
        Unflushed += _json.BytesCommitted + 1;
        output.Write("\n"u8);
        _json.Reset();
    }

    public void End(string? next)
    {
    }

    public void Flush() => Unflushed = 0;

    public void Dispose() => _json.Dispose();
}
