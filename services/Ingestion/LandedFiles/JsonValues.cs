using System.Text.Json;
using ControlPlane.Connectors;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>Reads a file that is JSON as a whole: an array of records, or values one after the other over any number of lines.</summary>
internal static class JsonValues
{
    private const int HoldBackBytes = 1 << 20;

    /// <summary>
    /// Whether a <c>.json</c> file is to be read line by line: its first line is whole, or it is none at all while it is not the start
    /// of something longer either, or the second line is whole (so that the first is just a damaged one).
    /// </summary>
    public static bool IsLines(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("\uFEFF"u8)) start = start[3..];
        start = start.TrimStart(" \t\r\n"u8);
        if (start.Length == 0 || start[0] == '[') return false;
        var end = start.IndexOf((byte)'\n');
        if (end < 0) return false;
        if (Look(start[..end]) is Completeness.Whole or Completeness.Invalid) return true;
        var second = start[(end + 1)..];
        var secondEnd = second.IndexOf((byte)'\n');
        return secondEnd > 0 && second[0] == '{' && Look(second[..secondEnd]) == Completeness.Whole;
    }

    public static async Task<long> ReadAsync(PieceBuffer buffer, IRecordSink sink, CancellationToken cancellationToken)
    {
        using var delivery = new PageDelivery(sink, HoldBackBytes);
        delivery.BeginPage();
        var receiver = new Receiver(delivery);
        var scanner = new RecordScanner([], null, receiver, allowMultipleValues: true);
        await buffer.FillAsync(3, cancellationToken);
        if (buffer.Memory.Span.StartsWith("\uFEFF"u8)) buffer.Consume(3);
        var wanted = 1;
        while (true)
        {
            await buffer.FillAsync(wanted, cancellationToken);
            if (buffer.IsFinal && buffer.Memory.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0 && !scanner.IsInside) break;
            var consumed = Scan(scanner, buffer);
            buffer.Consume(consumed);
            if (delivery.IsFull) await delivery.FlushAsync(cancellationToken);
            if (buffer.IsFinal) break;
            wanted = Math.Max(1, buffer.Memory.Length * 2);
        }

        await delivery.CompletePageAsync(cancellationToken);
        return delivery.Total;
    }

    private static int Scan(RecordScanner scanner, PieceBuffer buffer)
    {
        try
        {
            return scanner.Scan(buffer.Memory.Span, buffer.IsFinal);
        }
        catch (JsonException e)
        {
            var what = buffer.IsFinal ? "ends too early or is damaged" : "is damaged";
            throw new ConnectorException(ConnectorFaultKind.Source, $"the JSON {what} after byte {buffer.Offset + (e.BytePositionInLine ?? 0)}: {Cause(e)}", e);
        }
    }

    /// <summary>Without the position within the piece, which says nothing of the file.</summary>
    private static string Cause(JsonException exception) => exception.Message.Split(" LineNumber: ")[0].TrimEnd('.');

    private enum Completeness
    {
        Whole,
        Partial,
        Invalid,
    }

    private static Completeness Look(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 1000 }));
            while (reader.Read())
            {
            }

            return reader.CurrentDepth == 0 && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray
                && line[(int)reader.BytesConsumed..].IndexOfAnyExcept(" \t\r"u8) < 0
                ? Completeness.Whole
                : Completeness.Partial;
        }
        catch (JsonException)
        {
            return Completeness.Invalid;
        }
    }

    private sealed class Receiver(PageDelivery delivery) : IRecordReceiver
    {
        private readonly System.Buffers.ArrayBufferWriter<byte> _scratch = new();

        public void OnRecord(ReadOnlySpan<byte> recordUtf8)
        {
            if (RecordBytes.HasLineBreak(recordUtf8))
            {
                _scratch.ResetWrittenCount();
                RecordBytes.WriteCompact(recordUtf8, _scratch);
                recordUtf8 = _scratch.WrittenSpan;
            }

            delivery.Add(recordUtf8);
        }
    }
}
