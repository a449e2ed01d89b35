using System.Buffers;
using System.Text;
using System.Text.Json;
using ControlPlane.Connectors.Decoders;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Records;

/// <summary>
/// Reads one body through the scanner in one contiguous buffer, which only grows for a record that does not fit. Network and format
/// faults come out as <see cref="BrokenPageException"/>; what the sink throws comes out as it is.
/// </summary>
internal sealed class PageReader(ReadLimits limits, PageDelivery delivery)
{
    private const int InitialBytes = 256 * 1024;
    private const int ExcerptBytes = 1024;

    /// <summary>How a body starts that turned out not to be JSON.</summary>
    public string Excerpt { get; private set; } = "";

    public ReadLimits Limits => limits;

    /// <summary>Hands over what has been found, if there is much of it.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => delivery.IsFull ? delivery.FlushAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <param name="stopEarly">Asked after every piece: true leaves the rest unread.</param>
    public async Task ReadAsync(Stream body, IBodyScanner scanner, Func<bool> stopEarly, CancellationToken cancellationToken)
    {
        await using var timed = new TimedStream(body, limits);
        var buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
        try
        {
            var (length, final, first) = (0, false, true);
            var wanted = 1;
            while (!final)
            {
                while (!final && length < wanted)
                {
                    if (length == buffer.Length) buffer = Grow(buffer, length);
                    var read = await timed.ReadAsync(buffer.AsMemory(length), cancellationToken);
                    final = read == 0;
                    length += read;
                }

                var start = 0;
                if (first && (length >= 3 || final))
                {
                    Excerpt = Encoding.UTF8.GetString(buffer.AsSpan(0, Math.Min(length, ExcerptBytes)));
                    start = buffer.AsSpan(0, length).StartsWith("\uFEFF"u8) ? 3 : 0;
                    first = false;
                }

                var consumed = first ? 0 : start + Scan(scanner, buffer.AsSpan(start, length - start), final);
                await FlushAsync(cancellationToken);
                if (stopEarly()) return;
                length -= consumed;
                buffer.AsSpan(consumed, length).CopyTo(buffer);

                // A record that is not whole is looked at again only when there is twice as much of it, or a large one would take square time.
                wanted = length == 0 ? 1 : length * 2;
                if (length > limits.MaxRecordBytes)
                    throw new ConnectorException(ConnectorFaultKind.Source, $"one record is larger than {limits.MaxRecordBytes} bytes");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static int Scan(IBodyScanner scanner, ReadOnlySpan<byte> data, bool final)
    {
        try
        {
            return scanner.Scan(data, final);
        }
        catch (FormatException e)
        {
            throw new BrokenPageException(e.Message, e);
        }
        catch (JsonException e)
        {
            throw new BrokenPageException(final ? "the body ends too early or is not JSON" : "the body is not JSON", e);
        }
    }
}
