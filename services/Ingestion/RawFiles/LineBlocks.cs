using System.Buffers;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ControlPlane.Ingestion.RawFiles;

/// <summary>
/// Unpacks a gzip object on a thread of its own and hands it out in blocks of whole lines, so that unpacking overlaps with what is done
/// with the lines. Memory stays flat unless a single line is longer than a block.
/// </summary>
internal static class LineBlocks
{
    private const int BlockBytes = 1 << 20;
    private const int BlocksUnderWay = 3;

    /// <summary>Each block ends in a line feed and is only valid until the next one is asked for.</summary>
    /// <exception cref="InvalidDataException">The object is not whole: its gzip data is damaged or cut off, or its last line has no end.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var blocks = Channel.CreateBounded<(byte[] Buffer, int Length)>(new BoundedChannelOptions(BlocksUnderWay) { SingleReader = true, SingleWriter = true });
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var unpacking = Task.Run(() => UnpackAsync(source, blocks.Writer, abandoned.Token), CancellationToken.None);
        try
        {
            await foreach (var (buffer, length) in blocks.Reader.ReadAllAsync(cancellationToken))
            {
                yield return buffer.AsMemory(0, length);
                ArrayPool<byte>.Shared.Return(buffer);
            }
            await unpacking;
        }
        finally
        {
            await abandoned.CancelAsync();
            await unpacking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task UnpackAsync(Stream source, ChannelWriter<(byte[], int)> blocks, CancellationToken cancellationToken)
    {
        try
        {
            await using var gzip = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
            var (buffer, length) = (ArrayPool<byte>.Shared.Rent(BlockBytes), 0);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = gzip.Read(buffer, length, buffer.Length - length);
                if (read == 0) break;
                length += read;
                if (length < buffer.Length) continue;
                var whole = buffer.AsSpan().LastIndexOf((byte)'\n') + 1;
                // A line longer than the block: double it. Else what follows the last whole line begins the next block.
                var next = ArrayPool<byte>.Shared.Rent(whole == 0 ? length * 2 : Math.Max(BlockBytes, length - whole + 1));
                buffer.AsSpan(whole).CopyTo(next);
                if (whole == 0) ArrayPool<byte>.Shared.Return(buffer);
                else await blocks.WriteAsync((buffer, whole), cancellationToken);
                (buffer, length) = (next, length - whole);
            }
            if (length > 0 && buffer[length - 1] != '\n') throw new InvalidDataException("The object ends in the middle of a line.");
            if (length > 0) await blocks.WriteAsync((buffer, length), cancellationToken);
            blocks.Complete();
        }
        catch (Exception exception)
        {
            blocks.TryComplete(exception);
            throw;
        }
    }
}
