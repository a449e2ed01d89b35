using ControlPlane.Ingestion.RawFiles;

namespace ControlPlane.Ingestion.Validation;

/// <summary>Writes the lines of a raw object that were not rejected.</summary>
internal static class BatchRewrite
{
    public static async Task RunAsync(Stream raw, Stream bronze, LineSet rejected, CancellationToken cancellationToken)
    {
        await using var gzip = new GzipWriter(bronze);
        var number = 0L;
        await foreach (var block in LineBlocks.ReadAsync(raw, cancellationToken))
        {
            var rest = block;
            while (rest.Length > 0)
            {
                var line = rest[..(rest.Span.IndexOf((byte)'\n') + 1)];
                rest = rest[line.Length..];
                if (rejected.Contains(number++)) continue;
                if (!gzip.TryReserve(line.Length, out _)) await gzip.FlushAsync(line.Length, cancellationToken);
                Write(gzip, line.Span);
            }
        }
        await gzip.CompleteAsync(cancellationToken);
    }

    private static void Write(GzipWriter gzip, ReadOnlySpan<byte> line)
    {
        gzip.TryReserve(line.Length, out var room);
        line.CopyTo(room);
        gzip.Advance(line.Length);
    }
}
