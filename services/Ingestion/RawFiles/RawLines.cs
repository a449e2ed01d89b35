namespace ControlPlane.Ingestion.RawFiles;

/// <summary>Copies lines of one object into another, byte for byte.</summary>
internal static class RawLines
{
    /// <param name="wanted">Is asked for each line's number, from 0.</param>
    /// <returns>How many were copied.</returns>
    public static async Task<long> CopyAsync(Stream source, GzipWriter target, Func<long, bool> wanted, CancellationToken cancellationToken)
    {
        var (number, copied) = (0L, 0L);
        await foreach (var block in LineBlocks.ReadAsync(source, cancellationToken))
        {
            for (var rest = block; rest.Length > 0;)
            {
                var line = rest[..(rest.Span.IndexOf((byte)'\n') + 1)];
                rest = rest[line.Length..];
                if (!wanted(number++)) continue;
                await target.AddAsync(line, cancellationToken);
                copied++;
            }
        }
        return copied;
    }
}
