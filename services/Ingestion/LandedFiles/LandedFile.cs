using System.IO.Compression;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>Reads one file: <c>.jsonl</c>, <c>.ndjson</c>, <c>.json</c> (array, one value a line, or values strung together) and <c>.csv</c>, each also as <c>.gz</c>.</summary>
internal static class LandedFile
{
    private const int SniffBytes = 1 << 20;

    /// <summary>Whether the name is one that can be read.</summary>
    public static bool IsSupported(string path) => FileFormat.Of(path) is not null;

    /// <exception cref="IOException">It cannot be opened.</exception>
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 128 * 1024, FileOptions.SequentialScan);

    /// <inheritdoc cref="ReadAsync(string, Stream, IRecordSink, LandedFileOptions, CancellationToken)"/>
    public static async Task<(long Records, string Sha256)> ReadAsync(string path, IRecordSink sink, LandedFileOptions options, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        try
        {
            await using var stream = Open(path);
            return await ReadAsync(name, stream, sink, options, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"{name}: the file cannot be opened: {e.GetType().Name}", e);
        }
    }

    /// <summary>Hands every record of the file to the sink.</summary>
    /// <param name="name">Its ending says how it is read.</param>
    /// <param name="stream">The file's bytes.</param>
    /// <returns>How many, and the SHA-256 of the file's bytes in lower-case hex.</returns>
    /// <exception cref="ConnectorException">The file cannot be read to its end; what the sink has taken is to be thrown away.</exception>
    public static async Task<(long Records, string Sha256)> ReadAsync(
        string name, Stream stream, IRecordSink sink, LandedFileOptions options, CancellationToken cancellationToken)
    {
        var format = FileFormat.Of(name)
            ?? throw new ConnectorException(ConnectorFaultKind.Configuration, $"{name}: not a file that can be read; expected .jsonl, .json or .csv, also with .gz");
        await using var raw = new MeteredStream(stream);
        PieceBuffer? buffer = null;
        try
        {
            long records;
            await using (var unpacked = format.IsGzip ? new GZipStream(raw, CompressionMode.Decompress, leaveOpen: true) : null)
            await using (var ahead = new ReadAhead(unpacked ?? (Stream)raw))
            {
                buffer = new PieceBuffer(ahead.Stream, options.MaxRecordBytes);
                records = await ReadContentAsync(format, ahead.Stream, buffer, sink, options, cancellationToken);
            }

            // Even nothing has a header when it is packed.
            if (format.IsGzip && raw.BytesRead == 0) throw new InvalidDataException("The file is empty.");
            return (records, await raw.FinishAsync(cancellationToken));
        }
        catch (ConnectorException e)
        {
            throw new ConnectorException(e.Kind, $"{name}: {e.Message}", e.InnerException);
        }
        catch (InvalidDataException e)
        {
            throw new ConnectorException(
                ConnectorFaultKind.Source,
                $"{name}: the gzip data ends too early or is damaged at about byte {raw.BytesRead} of the file ({buffer?.Offset} bytes unpacked and read): put a whole copy in its place",
                e);
        }
        finally
        {
            buffer?.Dispose();
        }
    }

    private static async Task<long> ReadContentAsync(
        FileFormat format, Stream stream, PieceBuffer buffer, IRecordSink sink, LandedFileOptions options, CancellationToken cancellationToken)
    {
        if (format.Kind == FileFormat.Content.Csv) return await CsvRows.ReadAsync(stream, options, sink, cancellationToken);
        if (format.Kind == FileFormat.Content.JsonLines) return await JsonLines.ReadAsync(buffer, sink, cancellationToken);
        var wanted = 1;
        while (!buffer.IsFinal && wanted <= SniffBytes)
        {
            await buffer.FillAsync(wanted, cancellationToken);
            if (buffer.Memory.Span.Count((byte)'\n') > 1) break;
            wanted = Math.Max(wanted, buffer.Memory.Length) + 1;
        }

        return JsonValues.IsLines(buffer.Memory.Span)
            ? await JsonLines.ReadAsync(buffer, sink, cancellationToken)
            : await JsonValues.ReadAsync(buffer, sink, cancellationToken);
    }
}
