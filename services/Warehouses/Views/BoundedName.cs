using System.Security.Cryptography;
using System.Text;

namespace ControlPlane.Warehouses.Views;

/// <summary>Names that an engine takes whole: a longer one is cut and ends with a hash of all of it, so that it stays the same and its own.</summary>
internal static class BoundedName
{
    private const int HashCharacters = 8;

    public static string Of(string name, int maxBytes, string suffix = "")
    {
        if (Encoding.UTF8.GetByteCount(name) + suffix.Length <= maxBytes) return name + suffix;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashCharacters];
        return $"{Cut(name, maxBytes - suffix.Length - HashCharacters - 1)}_{hash}{suffix}";
    }

    /// <summary>As much of the beginning as has so many bytes, whole characters only.</summary>
    private static string Cut(string name, int bytes)
    {
        var cut = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if ((bytes -= rune.Utf8SequenceLength) < 0) break;
            cut.Append(rune.ToString());
        }
        return cut.ToString();
    }
}
