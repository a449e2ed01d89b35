using System.Text.Json;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>
/// Cuts a file into lines and hands each on as it is, JSON or not: to tell good from bad is the work of validation. Only a line in which
/// values seem to be strung together (<c>}{</c>) is looked into, and split if every part of it is a value.
/// </summary>
internal static class JsonLines
{
    public static async Task<long> ReadAsync(PieceBuffer buffer, IRecordSink sink, CancellationToken cancellationToken)
    {
        var records = 0L;
        var searched = 0;
        await buffer.FillAsync(3, cancellationToken);
        if (buffer.Memory.Span.StartsWith("\uFEFF"u8)) buffer.Consume(3);
        while (true)
        {
            var newline = buffer.Memory.Span[searched..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                searched = buffer.Memory.Length;
                if (!buffer.IsFinal)
                {
                    await buffer.FillAsync(searched + 1, cancellationToken);
                    continue;
                }

                if (searched > 0) records += await HandOverAsync(buffer.Memory, sink, cancellationToken);
                buffer.Consume(searched);
                return records;
            }

            var length = searched + newline;
            if (length > 0) records += await HandOverAsync(buffer.Memory[..length], sink, cancellationToken);
            buffer.Consume(length + 1);
            searched = 0;
        }
    }

    private static ValueTask<int> HandOverAsync(ReadOnlyMemory<byte> line, IRecordSink sink, CancellationToken cancellationToken)
    {
        if (line.Span[^1] == '\r') line = line[..^1];
        var span = line.Span;
        if (span.Length == 0 || span[0] <= ' ' && span.IndexOfAnyExcept(" \t\r"u8) < 0) return ValueTask.FromResult(0);
        if (span.IndexOf("}{"u8) >= 0 && Parts(span) is { Count: > 1 } parts) return HandOverPartsAsync(line, parts, sink, cancellationToken);
        if (span.Contains((byte)'\r')) line = WithoutReturns(line);
        var accepted = sink.AcceptAsync(line, cancellationToken);
        return accepted.IsCompletedSuccessfully ? ValueTask.FromResult(1) : Awaited(accepted);
    }

    private static async ValueTask<int> Awaited(ValueTask accepted)
    {
        await accepted;
        return 1;
    }

    private static async ValueTask<int> HandOverPartsAsync(ReadOnlyMemory<byte> line, List<Range> parts, IRecordSink sink, CancellationToken cancellationToken)
    {
        foreach (var part in parts) await sink.AcceptAsync(WithoutReturns(line[part]), cancellationToken);
        return parts.Count;
    }

    /// <summary>A carriage return within a value is a blank; elsewhere the line is bad, and stays one line with a blank for it.</summary>
    private static ReadOnlyMemory<byte> WithoutReturns(ReadOnlyMemory<byte> line)
    {
        if (!line.Span.Contains((byte)'\r')) return line;
        var copy = line.ToArray();
        copy.AsSpan().Replace((byte)'\r', (byte)' ');
        return copy;
    }

    private static List<Range>? Parts(ReadOnlySpan<byte> line)
    {
        try
        {
            var parts = new List<Range>();
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 1000 });
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                parts.Add(start..(int)reader.BytesConsumed);
            }

            return parts;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
