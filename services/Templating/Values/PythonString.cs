using System.Text;

namespace ControlPlane.Templating.Values;

/// <summary>Strings counted in code points, as Python does; ordinary strings without surrogates take the short way.</summary>
internal static class PythonString
{
    public static int Length(string text)
    {
        var length = text.Length;
        foreach (var c in text)
        {
            if (char.IsLowSurrogate(c))
                length--;
        }

        return length;
    }

    public static bool IsSimple(string text)
    {
        foreach (var c in text)
        {
            if (char.IsSurrogate(c))
                return false;
        }

        return true;
    }

    public static IEnumerable<object?> Characters(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                yield return text.Substring(i, 2);
                i++;
            }
            else
            {
                yield return text[i].ToString();
            }
        }
    }

    public static int Compare(string left, string right)
    {
        var result = string.CompareOrdinal(left, right);
        if (result == 0 || (IsSimple(left) && IsSimple(right)))
            return result;
        // Code points beyond the basic plane sort last; as UTF-16 they would sort before U+E000.
        foreach (var (a, b) in left.EnumerateRunes().Zip(right.EnumerateRunes()))
        {
            if (a != b)
                return a.CompareTo(b);
        }

        return Length(left).CompareTo(Length(right));
    }

    public static string Concatenate(IEnumerable<object?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append((string?)part);
        return text.ToString();
    }

    public static string Reverse(string text) => Concatenate(Characters(text).Reverse());

    /// <summary>Python's str.isspace for one character: Unicode blanks and the separators U+001C to U+001F.</summary>
    public static bool IsBlank(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';
}
