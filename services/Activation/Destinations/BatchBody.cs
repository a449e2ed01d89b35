using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ControlPlane.Activation.Activations;

namespace ControlPlane.Activation.Destinations;

/// <summary>One request's body: <c>{"idProperty": "...", "inputs": [{"id": "...", "properties": {...}}]}</c>.</summary>
internal sealed class BatchBody
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private BatchBody(ReadOnlyMemory<byte> content, string idempotencyKey)
    {
        Content = content;
        IdempotencyKey = idempotencyKey;
    }

    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>
    /// Follows from the run, the round and the content, so that whoever sends the same rows again, after whatever crash, sends them under
    /// the same key, and nothing else ever has that key.
    /// </summary>
    public string IdempotencyKey { get; }

    /// <param name="scope">Tenant, activation and run: the next run may get another answer.</param>
    /// <param name="round">Rises when rows that the destination called retryable are sent once more.</param>
    public static BatchBody Of(string idProperty, string scope, int round, IReadOnlyList<OutgoingRow> rows)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * rows.Count);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("idProperty", idProperty);
            json.WriteStartArray("inputs");
            foreach (var row in rows)
            {
                json.WriteStartObject();
                json.WriteString("id", row.Key);
                json.WritePropertyName("properties");
                json.WriteRawValue(row.Properties, skipInputValidation: true);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{scope}\n{round}\n"));
        hash.AppendData(buffer.WrittenSpan);
        return new BatchBody(buffer.WrittenMemory, Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)));
    }
}
