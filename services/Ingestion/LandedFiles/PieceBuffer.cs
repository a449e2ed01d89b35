using System.Buffers;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>One contiguous window on a stream; it only grows for a record that does not fit.</summary>
internal sealed class PieceBuffer(Stream stream, int maxRecordBytes) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
    private int _start;
    private int _end;

    /// <summary>Where <see cref="Memory"/> starts, in bytes of the (unpacked) stream.</summary>
    public long Offset { get; private set; }

    public bool IsFinal { get; private set; }

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(_start, _end - _start);

    public void Consume(int bytes)
    {
        _start += bytes;
        Offset += bytes;
    }

    /// <summary>Reads at least <paramref name="wanted"/> bytes in all, fewer only at the end of the stream.</summary>
    public async ValueTask FillAsync(int wanted, CancellationToken cancellationToken)
    {
        while (!IsFinal && _end - _start < wanted)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            if (_end == _buffer.Length) Grow();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            IsFinal = read == 0;
            _end += read;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void Grow()
    {
        if (_end >= maxRecordBytes)
            throw new ConnectorException(ConnectorFaultKind.Source, $"the record at byte {Offset} is larger than {maxRecordBytes} bytes");
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_buffer.Length * 2L, Math.Max(maxRecordBytes, _buffer.Length) + 1L));
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
