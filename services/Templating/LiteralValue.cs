using ControlPlane.Templating.Syntax;

namespace ControlPlane.Templating;

/// <summary>Reads text the way Python's <c>ast.literal_eval</c> does.</summary>
public static class LiteralValue
{
    private const int MaxDepth = 100;

    /// <summary>
    /// The value that the text denotes as a Python literal: number, string in quotes, list, tuple, dict, True, False, None. The text itself
    /// when it is anything else. Sets become lists.
    /// </summary>
    public static object? Parse(string text) => TryParse(text, out var value) ? value : text;

    /// <summary>Whether the text is a Python literal, and its value.</summary>
    public static bool TryParse(string text, out object? value)
    {
        value = null;
        return CouldBeLiteral(text) && new LiteralReader(text, MaxDepth).TryRead(out value);
    }

    /// <summary>Most texts are plain words; they are told by how they begin.</summary>
    private static bool CouldBeLiteral(string text)
    {
        var start = text.AsSpan().TrimStart(" \t\n\r\f");
        if (start.IsEmpty)
            return false;
        return char.IsAsciiLetter(start[0])
            ? start[..Math.Min(3, start.Length)].ContainsAny('\'', '"') || start is ['T' or 'F' or 'N', ..] or ['s', 'e', 't', '(', ..]
            : char.IsAsciiDigit(start[0]) || "'\"[({+-.#\\".Contains(start[0], StringComparison.Ordinal);
    }
}
