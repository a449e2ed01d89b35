using System.Text.RegularExpressions;

namespace ControlPlane.Models.Parsing;

/// <summary>Models that call nothing but ref, source and config with literals: the reference reads these without rendering, and keeps each source once.</summary>
internal static partial class PlainModels
{
    public static bool IsPlain(string text)
    {
        if (text.Contains("{%", StringComparison.Ordinal)) return false;
        foreach (var match in Tags().EnumerateMatches(text))
        {
            if (!Call().IsMatch(text.AsSpan(match.Index, match.Length))) return false;
        }
        return true;
    }

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex(@"^\{\{-?\s*(?:(?:ref|source)\(\s*(?:'[^']*'|""[^""]*"")(?:\s*,\s*(?:(?:v|version)\s*=\s*)?(?:'[^']*'|""[^""]*""|\d+))*\s*\)|config\(\s*\w+\s*=.*\))\s*-?\}\}$", RegexOptions.Singleline)]
    private static partial Regex Call();
}
