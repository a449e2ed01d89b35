using ControlPlane.Contracts;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.RawFiles;

/// <summary>Takes the records of a sync into a raw object, one line each. Nothing is allocated for a record. Not for concurrent use.</summary>
internal sealed class RawWriter(TenantId tenant, Stream target, TimeProvider time) : IRecordSink, IAsyncDisposable
{
    private readonly RawLine _line = new(tenant);
    private readonly GzipWriter _gzip = new(target);
    private readonly RecordIds _ids = new();
    private readonly byte[] _time = new byte[24];
    private long _milliseconds = -1;

    public long Rows { get; private set; }

    public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken)
    {
        if (!_gzip.TryReserve(recordUtf8.Length + _line.Overhead, out var room)) return MakeRoomAsync(recordUtf8, cancellationToken);
        Write(room, recordUtf8.Span);
        return ValueTask.CompletedTask;
    }

    public Task CompleteAsync(CancellationToken cancellationToken) => _gzip.CompleteAsync(cancellationToken);

    public ValueTask DisposeAsync() => _gzip.DisposeAsync();

    private async ValueTask MakeRoomAsync(ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
    {
        await _gzip.FlushAsync(record.Length + _line.Overhead, cancellationToken);
        _gzip.TryReserve(record.Length + _line.Overhead, out var room);
        Write(room, record.Span);
    }

    private void Write(Span<byte> room, ReadOnlySpan<byte> record)
    {
        var now = time.GetUtcNow();
        var milliseconds = now.ToUnixTimeMilliseconds();
        if (milliseconds != _milliseconds)
        {
            RawLine.FormatTime(now, _time);
            _milliseconds = milliseconds;
        }
        _gzip.Advance(_line.Write(room, _ids.Next(milliseconds), _time, record));
        Rows++;
    }
}
