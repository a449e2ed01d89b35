using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ControlPlane.Ingestion.RawFiles;

namespace ControlPlane.Ingestion.Validation;

/// <summary>Writes rejected rows, each beside its reason: <c>{"reason":"…","path":"…","line":n,"row":…}</c>; a row that is not JSON is written as the text that it is.</summary>
internal sealed class QuarantineWriter(Stream target) : IAsyncDisposable
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly GzipWriter _gzip = new(target);
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public long Rows { get; private set; }

    /// <param name="line">From 1.</param>
    public ValueTask AddAsync(RowFault fault, long line, ReadOnlySpan<byte> row, CancellationToken cancellationToken)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteString("reason"u8, fault.Reason);
            json.WriteString("path"u8, fault.Path);
            json.WriteNumber("line"u8, line);
            json.WritePropertyName("row"u8);
            if (IsJson(row)) json.WriteRawValue(row, skipInputValidation: true);
            else json.WriteStringValue(Encoding.UTF8.GetString(row));
            json.WriteEndObject();
        }
        _buffer.Write("\n"u8);
        Rows++;
        return StoreAsync(cancellationToken);
    }

    public Task CompleteAsync(CancellationToken cancellationToken) => _gzip.CompleteAsync(cancellationToken);

    public ValueTask DisposeAsync() => _gzip.DisposeAsync();

    /// <summary>The number of the line that a written row was, from 1.</summary>
    /// <exception cref="JsonException">Not a row that was written here.</exception>
    public static long ReadLine(ReadOnlySpan<byte> written)
    {
        var reader = new Utf8JsonReader(written, new JsonReaderOptions { MaxDepth = 1000 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("line"u8);
            reader.Read();
            if (found) return reader.GetInt64();
        }
        throw new JsonException("A quarantined row without its line.");
    }

    private async ValueTask StoreAsync(CancellationToken cancellationToken)
    {
        if (!_gzip.TryReserve(_buffer.WrittenCount, out _)) await _gzip.FlushAsync(_buffer.WrittenCount, cancellationToken);
        _gzip.TryReserve(_buffer.WrittenCount, out var room);
        _buffer.WrittenSpan.CopyTo(room);
        _gzip.Advance(_buffer.WrittenCount);
    }

    private static bool IsJson(ReadOnlySpan<byte> row)
    {
        if (!System.Text.Unicode.Utf8.IsValid(row)) return false;
        try
        {
            var reader = new Utf8JsonReader(row, new JsonReaderOptions { MaxDepth = 1000 });
            var any = false;
            while (reader.Read()) any = true;
            return any;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
