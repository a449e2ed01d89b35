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

    /// <summary>Most texts are plain words; they are told by their first character.</summary>
    private static bool CouldBeLiteral(string text)
    {
        foreach (var c in text)
        {
            if (c is ' ' or '\t' or '\n' or '\r' or '\f')
                continue;
            return char.IsAsciiDigit(c) || "'\"[({+-.#\\TFNbBrRuUs".Contains(c, StringComparison.Ordinal);
        }

        return false;
    }
}
