using System.Text;
using System.Text.RegularExpressions;

namespace ControlPlane.Models.Projects;

/// <summary>A <c>.dbtignore</c>: lines by the rules of .gitignore, the last that matches decides.</summary>
internal sealed class IgnoreRules
{
    private readonly List<(Regex Pattern, bool Ignored)> _rules = [];

    public static IgnoreRules? Read(string folder)
    {
        var file = Path.Combine(folder, ".dbtignore");
        if (!File.Exists(file)) return null;
        var rules = new IgnoreRules();
        foreach (var line in File.ReadLines(file)) rules.Add(line);
        return rules;
    }

    /// <param name="path">Of a file, relative to the project's folder, with forward slashes.</param>
    public bool Ignores(string path) => _rules.FindLast(rule => rule.Pattern.IsMatch(path)).Ignored;

    private void Add(string line)
    {
        var pattern = line.TrimEnd();
        if (pattern.Length == 0 || pattern[0] == '#') return;
        var ignored = pattern[0] != '!';
        if (!ignored || pattern.StartsWith("\\#", StringComparison.Ordinal) || pattern.StartsWith("\\!", StringComparison.Ordinal)) pattern = pattern[1..];
        var anchored = pattern.TrimEnd('/').Contains('/', StringComparison.Ordinal);
        var text = new StringBuilder(anchored ? "^" : "^(?:.*/)?");
        pattern = pattern.TrimStart('/');
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when string.CompareOrdinal(pattern, i, "**/", 0, 3) == 0:
                    text.Append("(?:.*/)?");
                    i += 2;
                    break;
                case '*' when string.CompareOrdinal(pattern, i, "**", 0, 2) == 0:
                    text.Append(".*");
                    i++;
                    break;
                case '*':
                    text.Append("[^/]*");
                    break;
                case '?':
                    text.Append("[^/]");
                    break;
                case '[' when pattern.IndexOf(']', i + 2 < pattern.Length ? i + 2 : i) is var end and > 0:
                    var set = pattern[(i + 1)..end];
                    text.Append('[').Append(set[0] == '!' ? $"^{set[1..]}" : set).Append(']');
                    i = end;
                    break;
                case '/' when i == pattern.Length - 1:
                    text.Append("/.");
                    break;
                case '\\' when i + 1 < pattern.Length:
                    text.Append(Regex.Escape($"{pattern[++i]}"));
                    break;
                case var other:
                    text.Append(Regex.Escape($"{other}"));
                    break;
            }
        }
        text.Append(pattern.EndsWith('/') ? "" : "(?:/.*)?$");
        _rules.Add((new Regex(text.ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline), ignored));
    }
}
