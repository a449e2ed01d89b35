using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ControlPlane.Connectors;
using CsvHelper;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>
/// Reads rows as JSON objects of strings, named by the header row. A row that does not fit its header, breaks the quoting or is not UTF-8
/// is handed on as the text it is, on one line, so that validation sets it aside instead of a wrong record being made of it.
/// </summary>
internal static class CsvRows
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task<long> ReadAsync(Stream stream, LandedFileOptions options, IRecordSink sink, CancellationToken cancellationToken)
    {
        var damaged = false;
        await using var rows = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = options.CsvSeparator,
            MaxRecordSize = options.MaxRecordBytes,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = record => damaged |= record.Reason is CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.TextAfterClosingQuote,
        }, leaveOpen: true);
        var records = 0L;
        try
        {
            await rows.ReadHeaderAsync(cancellationToken);
            var names = Names([.. rows.Headers]);
            var output = new ArrayBufferWriter<byte>();
            await using var writer = new Utf8JsonWriter(output, Compact);
            while (await rows.ReadAsync(cancellationToken))
            {
                output.ResetWrittenCount();
                if (damaged || rows.FieldCount != names.Length || !Utf8.IsValid(rows.RawRecord)) WriteAsIs(rows, output);
                else Write(rows, names, writer, output);
                damaged = false;
                await sink.AcceptAsync(output.WrittenMemory, cancellationToken);
                records++;
            }
        }
        catch (CsvFormatException e)
        {
            throw new ConnectorException(ConnectorFaultKind.Source, $"the CSV cannot be read at about byte {e.ByteOffset}: {e.Message}", e);
        }

        return records;
    }

    private static JsonEncodedText[] Names(IReadOnlyList<string> header)
    {
        var names = header.Select((name, i) => name.Trim() is { Length: > 0 } given ? given : $"column_{i + 1}").ToArray();
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ConnectorException(ConnectorFaultKind.Source, $"the header row names the column '{twice.Key}' {twice.Count()} times");
        return [.. names.Select(n => JsonEncodedText.Encode(n, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
    }

    private static void Write(CsvReader rows, JsonEncodedText[] names, Utf8JsonWriter writer, ArrayBufferWriter<byte> output)
    {
        writer.Reset(output);
        writer.WriteStartObject();
        for (var i = 0; i < names.Length; i++) writer.WriteString(names[i], rows.GetSpan(i));
        writer.WriteEndObject();
        writer.Flush();
    }

    private static void WriteAsIs(CsvReader rows, ArrayBufferWriter<byte> output) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(rows.RawRecord).Replace('\r', ' ').Replace('\n', ' '), output);
}
