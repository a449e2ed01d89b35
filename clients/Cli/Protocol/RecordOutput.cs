using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ControlPlane.Connectors;

namespace ControlPlane.Cli.Protocol;

/// <summary>Writes the records of one stream as RECORD messages: their bytes as they are, between a head and a tail that are made once.</summary>
internal sealed class RecordOutput(ProtocolOutput output, string stream, TimeProvider time, Action onFirst) : IRecordSink
{
    private readonly byte[] _head = Encoding.UTF8.GetBytes($$"""{"type":"RECORD","record":{"stream":"{{JsonEncodedText.Encode(stream)}}","data":""");
    private byte[] _tail = [];
    private long _tick = -1;
    private long _flushed = Environment.TickCount64;

    public long Records { get; private set; }

    public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken)
    {
        if (Records++ == 0) onFirst();
        var tick = Environment.TickCount64;
        if (tick != _tick) Stamp(tick);
        output.Append(_head);
        output.Append(recordUtf8.Span);
        output.Append(_tail);
        return ValueTask.CompletedTask;
    }

    /// <summary>The tail holds for a millisecond. What a slow source sends is not kept back for long.</summary>
    private void Stamp(long tick)
    {
        if (tick - _flushed > 500)
        {
            output.Flush();
            _flushed = tick;
        }

        _tick = tick;
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(time.GetUtcNow().ToUnixTimeMilliseconds(), digits, out var length);
        _tail = [.. ",\"emitted_at\":"u8, .. digits[..length], .. "}}\n"u8];
    }
}
