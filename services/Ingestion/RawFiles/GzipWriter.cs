using System.Buffers;
using System.IO.Compression;
using System.Threading.Channels;

namespace ControlPlane.Ingestion.RawFiles;

/// <summary>
/// Compresses on a thread of its own what another one writes, so that reading and compressing overlap. A handful of blocks are under way
/// at most: whoever writes waits for the compressor, and memory stays flat.
/// </summary>
internal sealed class GzipWriter : IAsyncDisposable
{
    private const int BlockBytes = 1 << 18;
    private const int BlocksUnderWay = 4;

    private readonly Channel<(byte[] Buffer, int Length)> _blocks = Channel.CreateBounded<(byte[], int)>(
        new BoundedChannelOptions(BlocksUnderWay) { SingleReader = true, SingleWriter = true });

    private readonly Task _compressing;
    private byte[] _block = ArrayPool<byte>.Shared.Rent(BlockBytes);
    private int _length;

    public GzipWriter(Stream target) => _compressing = Task.Run(() => CompressAsync(target));

    /// <summary>Room for at least so many bytes; null when the block under way must be passed on first, see <see cref="FlushAsync"/>.</summary>
    public bool TryReserve(int bytes, out Span<byte> room)
    {
        room = _block.AsSpan(_length);
        return room.Length >= bytes;
    }

    public void Advance(int bytes) => _length += bytes;

    /// <summary>Passes the block under way on and makes room for at least so many bytes.</summary>
    /// <exception cref="IOException">What was written before could not be stored.</exception>
    public async ValueTask FlushAsync(int room, CancellationToken cancellationToken)
    {
        if (_length > 0)
        {
            if (!await _blocks.Writer.WaitToWriteAsync(cancellationToken) || !_blocks.Writer.TryWrite((_block, _length))) await _compressing;
        }
        else
        {
            ArrayPool<byte>.Shared.Return(_block);
        }
        _length = 0;
        _block = ArrayPool<byte>.Shared.Rent(Math.Max(room, BlockBytes));
    }

    public ValueTask AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!TryReserve(bytes.Length, out var room)) return AddAfterFlushAsync(bytes, cancellationToken);
        bytes.Span.CopyTo(room);
        Advance(bytes.Length);
        return ValueTask.CompletedTask;
    }

    private async ValueTask AddAfterFlushAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await FlushAsync(bytes.Length, cancellationToken);
        bytes.CopyTo(_block);
        Advance(bytes.Length);
    }

    /// <summary>Everything is compressed and handed to the target when this returns.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(0, cancellationToken);
        _blocks.Writer.TryComplete();
        await _compressing;
    }

    public async ValueTask DisposeAsync()
    {
        _blocks.Writer.TryComplete(new OperationCanceledException("The object was abandoned."));
        await _compressing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_block.Length > 0) ArrayPool<byte>.Shared.Return(_block);
        _block = [];
    }

    private async Task CompressAsync(Stream target)
    {
        try
        {
            await using var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
            await foreach (var (buffer, length) in _blocks.Reader.ReadAllAsync())
            {
                // Synchronously: this is the thread that is here to wait.
                gzip.Write(buffer, 0, length);
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
        catch (Exception exception)
        {
            _blocks.Writer.TryComplete(exception);
            throw;
        }
    }
}
