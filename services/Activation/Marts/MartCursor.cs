using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults;

namespace ControlPlane.Activation.Marts;

/// <summary>
/// A position as an opaque text, signed together with the query that it belongs to: nobody can make one up, or use one for another
/// tenant, mart, filter or order.
/// </summary>
internal sealed class MartCursor(ControlPlaneOptions options, TenantId tenant, MartReader marts)
{
    private const int SignatureBytes = 16;

    public string Write(MartQuery query, MartPosition position)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(position);
        return Base64Url.EncodeToString([.. Sign(query, payload), .. payload]);
    }

    /// <summary>Null when the text is not a cursor of this query.</summary>
    public MartPosition? Read(MartQuery query, string text)
    {
        if (text.Length > 16_384 || !Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= SignatureBytes) return null;
        var payload = bytes.AsSpan(SignatureBytes);
        return CryptographicOperations.FixedTimeEquals(Sign(query, payload), bytes.AsSpan(0, SignatureBytes)) ? JsonSerializer.Deserialize<MartPosition>(payload) : null;
    }

    private byte[] Sign(MartQuery query, ReadOnlySpan<byte> payload)
    {
        var filters = JsonSerializer.Serialize(query.Filters.Select(filter => new { filter.Column.Name, filter.Operator, filter.Values }));
        var scope = Encoding.UTF8.GetBytes($"{tenant}\n{query.Table.Name}\n{new MartOrder(query, marts.Quote).Identity}\n{filters}\n");
        var key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.OperatorToken), "mart cursors"u8.ToArray());
        return HMACSHA256.HashData(key, (byte[])[.. scope, .. payload])[..SignatureBytes];
    }
}
