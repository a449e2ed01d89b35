using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace ControlPlane.Models.Selection;

/// <summary>Patterns of names (as Python's fnmatch, where * also takes separators) and of paths (as pathlib's glob, where only ** does).</summary>
internal static class Glob
{
    private static readonly ConcurrentDictionary<(string Pattern, bool Path), Regex> Known = new();

    public static bool MatchesName(string name, string pattern) =>
        pattern == "*" || (HasWildcard(pattern) ? Compiled(pattern, path: false).IsMatch(name) : name == pattern);

    public static bool MatchesPath(string path, string pattern) => HasWildcard(pattern) ? Compiled(pattern, path: true).IsMatch(path) : path == pattern;

    public static bool HasWildcard(string pattern) => pattern.AsSpan().ContainsAny('*', '?', '[');

    private static Regex Compiled(string pattern, bool path)
    {
        if (Known.Count > 1000) Known.Clear();
        return Known.GetOrAdd((pattern, path), key => new Regex(Translate(key.Pattern, key.Path), RegexOptions.Singleline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }

    private static string Translate(string pattern, bool path)
    {
        var regex = new StringBuilder(@"\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when path && pattern.AsSpan(i).StartsWith("**/"):
                    regex.Append("(?:[^/]+/)*");
                    i += 2;
                    break;
                case '*' when path && pattern.AsSpan(i) is "**":
                    regex.Append(".*");
                    i++;
                    break;
                case '*':
                    regex.Append(path ? "[^/]*" : ".*");
                    break;
                case '?':
                    regex.Append(path ? "[^/]" : ".");
                    break;
                case '[' when pattern.IndexOf(']', Math.Min(i + 2, pattern.Length)) is var end and > 0:
                    var inner = pattern[(i + 1)..end].Replace(@"\", @"\\", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal);
                    regex.Append('[').Append(inner[0] == '!' ? "^" + inner[1..] : inner[0] == '^' ? @"\" + inner : inner).Append(']');
                    i = end;
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return regex.Append(@"\z").ToString();
    }
}
