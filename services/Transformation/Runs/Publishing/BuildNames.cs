using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ControlPlane.Transformation.Runs.Publishing;

/// <summary>
/// The names under which a run builds relations beside the published ones: <c>{name}__b{8 hexadecimal digits}</c>, one ending for each
/// attempt, so that what a dead attempt still does on the server never gets in the way of the next.
/// </summary>
internal static partial class BuildNames
{
    private const int SuffixBytes = 11;
    private const int HashBytes = 9;

    /// <param name="attempt">Higher than that of every earlier attempt at the run.</param>
    public static string Suffix(Guid run, long attempt) => $"__b{Hash($"{run:N}/{attempt}")}";

    /// <summary>A name too long to take the suffix is cut, and a hash of it keeps it apart from others that start alike.</summary>
    public static string For(string name, string suffix, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(name) + SuffixBytes <= maxBytes) return name + suffix;
        var room = maxBytes - SuffixBytes - HashBytes;
        var cut = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if ((room -= rune.Utf8SequenceLength) < 0) break;
            cut.Append(rune);
        }
        return $"{cut}_{Hash(name)}{suffix}";
    }

    public static bool IsBuild(string name) => Ending().IsMatch(name);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));

    [GeneratedRegex("__b[0-9a-f]{8}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ending();
}
