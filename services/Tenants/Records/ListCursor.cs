using System.Buffers.Text;
using System.Text;
using ControlPlane.Contracts;

namespace ControlPlane.Tenants.Records;

/// <summary>Where a list goes on; opaque to callers.</summary>
internal static class ListCursor
{
    private const string Prefix = "t1:";

    public static string After(string name) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Prefix + name));

    /// <summary>False when the text was not made by <see cref="After"/>.</summary>
    public static bool TryRead(string? cursor, out string name)
    {
        name = "";
        if (string.IsNullOrEmpty(cursor)) return true;
        var bytes = new byte[cursor.Length];
        if (!Base64Url.IsValid(cursor) || !Base64Url.TryDecodeFromChars(cursor, bytes, out var length)) return false;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !TenantId.TryParse(text[Prefix.Length..], out var tenant)) return false;
        name = tenant.ToString();
        return true;
    }
}
