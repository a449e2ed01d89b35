using System.Buffers;
using ControlPlane.Ingestion.RawFiles;
using ControlPlane.Ingestion.Schemas;

namespace ControlPlane.Ingestion.Validation;

/// <summary>Writes the lines of a raw object that were not rejected, some without the values that the stream's schema does not have.</summary>
internal sealed class BatchRewrite(RawLine format, LineSet rejected, LineSet trimmed, SchemaWatch watch)
{
    private readonly ArrayBufferWriter<byte> _trimmed = new();

    public async Task RunAsync(Stream raw, Stream bronze, CancellationToken cancellationToken)
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
                var place = number++;
                if (rejected.Contains(place)) continue;
                if (trimmed.Contains(place)) line = Trim(line);
                await gzip.AddAsync(line, cancellationToken);
            }
        }
        await gzip.CompleteAsync(cancellationToken);
    }

    private ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        _trimmed.ResetWrittenCount();
        _trimmed.Write(line.Span[..format.PrefixLength]);
        watch.Trim(line.Span[format.PrefixLength..^2], _trimmed);
        _trimmed.Write("}\n"u8);
        return _trimmed.WrittenMemory;
    }
}
