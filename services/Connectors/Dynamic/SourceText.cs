using System.Text.RegularExpressions;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>
/// What a source says becomes part of a stream whose texts are templates, with the config and its secrets in reach. Here the reference is
/// not followed: a table that somebody names like a template is a table of that name.
/// </summary>
internal static partial class SourceText
{
    /// <summary>The value with each text that would be a template made one that gives this very text.</summary>
    public static object? Literal(object? value) => value switch
    {
        string text => Literal(text),
        IReadOnlyDictionary<string, object?> map => Literal(map),
        IReadOnlyList<object?> list => list.Select(item => Literal(item)).ToList(),
        _ => value,
    };

    public static IReadOnlyDictionary<string, object?> Literal(IReadOnlyDictionary<string, object?> map)
    {
        var literal = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
        foreach (var (name, value) in map) literal[Literal(name)] = Literal(value);
        return literal;
    }

    /// <summary>The text itself, for a place that is no template.</summary>
    public static string Plain(string text) => Made().Replace(text, made => made.Groups[1].Value.Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal));

    // A brace at the end may be joined by the one that begins the next text; and no value of Python's may be read in what is made here.
    private static string Literal(string text) =>
        text.EndsWith('{') || text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal) || text.Contains("{#", StringComparison.Ordinal)
            ? $"{{{{ '' ~ '{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}' }}}}"
            : text;

    [GeneratedRegex(@"\{\{ '' ~ '((?:[^'\\]|\\.)*)' \}\}", RegexOptions.Singleline)]
    private static partial Regex Made();
}
