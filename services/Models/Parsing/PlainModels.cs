using System.Text.RegularExpressions;

namespace ControlPlane.Models.Parsing;

/// <summary>
/// Models that call nothing but ref, source and config with literals: the reference reads these without rendering, keeps each source once, and takes texts as they are written,
/// so that a backslash stands for itself.
/// </summary>
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

    /// <summary>What to render in place of a model's text to find out what it calls and configures.</summary>
    public static string AsWritten(string text) =>
        text.Contains('\\', StringComparison.Ordinal) && IsPlain(text) && Tags().Matches(text).All(tag => IsLiteral(tag.Value)) ? Tags().Replace(text, tag => Backslash().Replace(tag.Value, Doubled)) : text;

    private static bool IsLiteral(string tag)
    {
        var rest = Literal().Replace(tag, "''");
        var inside = rest[(rest.IndexOf('(', StringComparison.Ordinal) + 1)..rest.LastIndexOf(')')];
        return !rest.StartsWith("{{-", StringComparison.Ordinal) && !rest.EndsWith("-}}", StringComparison.Ordinal) && (!ConfigCall().IsMatch(rest) || !OtherValue().IsMatch(inside));
    }

    private static string Doubled(Match backslash) => backslash.Length == 1 ? @"\\" : $@"\\\{backslash.Value[1]}";

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex(@"^\{\{-?\s*(?:(?:ref|source)\(\s*(?:'[^']*'|""[^""]*"")(?:\s*,\s*(?:(?:v|version)\s*=\s*)?(?:'[^']*'|""[^""]*""|\d+))*\s*\)|config\(\s*\w+\s*=.*\))\s*-?\}\}$", RegexOptions.Singleline)]
    private static partial Regex Call();

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'|""(?:[^""\\]|\\.)*""", RegexOptions.Singleline)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\\['""]?")]
    private static partial Regex Backslash();

    [GeneratedRegex(@"^\{\{\s*config\(")]
    private static partial Regex ConfigCall();

    // Anything but texts, truths, lists and mappings of them, and hooks: these are rendered.
    [GeneratedRegex(@"[()~|%+*/<>!.&-]|(?<!\w)\d|\b(?:pre|post)_hook\b|\b(?!True\b|False\b)[A-Za-z_]\w*\b(?!\s*=)")]
    private static partial Regex OtherValue();
}
