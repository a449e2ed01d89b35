using System.Security.Cryptography;
using System.Text;

namespace ControlPlane.Models.Publishing;

/// <summary>
/// The schemas beside one that readers see: where a run builds (<c>MARTS__NEXT</c>), and where what it replaced is kept (<c>MARTS__KEPT</c>). The ending is
/// in the case of the name, so that it is the same schema whether or not names are quoted.
/// </summary>
public static class ShadowSchemas
{
    private const string NextEnding = "__NEXT";
    private const string KeptEnding = "__KEPT";
    private const int HashBytes = 9;

    public static string Next(string schema, int maxBytes) => Name(schema, NextEnding, maxBytes);

    public static string Kept(string schema, int maxBytes) => Name(schema, KeptEnding, maxBytes);

    /// <summary>A name too long to take the ending is cut, and a hash of it keeps it apart from others that start alike.</summary>
    private static string Name(string schema, string ending, int maxBytes)
    {
        if (schema.Any(char.IsLower)) ending = ending.ToLowerInvariant();
        if (Encoding.UTF8.GetByteCount(schema) + ending.Length <= maxBytes) return schema + ending;
        var room = maxBytes - ending.Length - HashBytes;
        var cut = new StringBuilder();
        foreach (var rune in schema.EnumerateRunes())
        {
            if ((room -= rune.Utf8SequenceLength) < 0) break;
            cut.Append(rune);
        }
        return $"{cut}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(schema)).AsSpan(0, 4))}{ending}";
    }
}
