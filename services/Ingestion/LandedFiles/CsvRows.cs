using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ControlPlane.Ingestion.Connectors;
using CsvHelper;
using CsvHelper.Configuration;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>
/// Reads rows as JSON objects of strings, named by the header row. A row that does not fit its header is handed on as the text it is, on
/// one line, so that validation sets it aside instead of a wrong record being made of it.
/// </summary>
internal static class CsvRows
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task<long> ReadAsync(Stream stream, LandedFileOptions options, IRecordSink sink, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), true, 64 * 1024, leaveOpen: true);
        var damaged = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = options.CsvDelimiter,
            HasHeaderRecord = false,
            BadDataFound = _ => damaged = true,
            MaxFieldSize = options.MaxRecordBytes,
            CountBytes = false,
        };
        using var parser = new CsvParser(text, configuration);
        var records = 0L;
        var row = 0L;
        try
        {
            if (!await parser.ReadAsync()) return 0;
            var names = Names(parser.Record!);
            var output = new ArrayBufferWriter<byte>();
            using var writer = new Utf8JsonWriter(output, Compact);
            while (await parser.ReadAsync())
            {
                cancellationToken.ThrowIfCancellationRequested();
                row = parser.RawRow;
                output.ResetWrittenCount();
                var raw = damaged || parser.Count != names.Length ? parser.RawRecord : null;
                damaged = false;
                if (raw is null) Write(writer, output, names, parser);
                else Encoding.UTF8.GetBytes(raw.TrimEnd('\r', '\n').Replace('\r', ' ').Replace('\n', ' '), output);
                if (output.WrittenCount == 0) continue;
                await sink.AcceptAsync(output.WrittenMemory, cancellationToken);
                records++;
            }
        }
        catch (CsvHelperException e)
        {
            throw new ConnectorException(ConnectorFaultKind.Source, $"the CSV cannot be read after line {row}: {e.Message.Split('\n')[0].Trim()}", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new ConnectorException(ConnectorFaultKind.Source, $"the CSV is not UTF-8 after line {row}: save it as UTF-8", e);
        }

        return records;
    }

    private static JsonEncodedText[] Names(string[] header)
    {
        var names = header.Select((name, i) => name.Trim() is { Length: > 0 } given ? given : $"column_{i + 1}").ToArray();
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ConnectorException(ConnectorFaultKind.Source, $"the header row names the column '{twice.Key}' {twice.Count()} times");
        return [.. names.Select(n => JsonEncodedText.Encode(n, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
    }

    private static void Write(Utf8JsonWriter writer, ArrayBufferWriter<byte> output, JsonEncodedText[] names, CsvParser parser)
    {
        writer.Reset(output);
        writer.WriteStartObject();
        for (var i = 0; i < names.Length; i++) writer.WriteString(names[i], parser[i]);
        writer.WriteEndObject();
        writer.Flush();
    }
}
