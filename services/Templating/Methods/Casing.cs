using System.Globalization;
using System.Text;

namespace ControlPlane.Templating.Methods;

/// <summary>Upper and lower case as Python's str methods change it.</summary>
internal static class Casing
{
    public static string Capitalise(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    /// <summary>A letter after anything that is no letter becomes upper case, the others lower case.</summary>
    public static string Title(string text)
    {
        var builder = new StringBuilder(text.Length);
        var inWord = false;
        foreach (var c in text)
        {
            builder.Append(inWord ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c));
            inWord = char.IsLetter(c);
        }

        return builder.ToString();
    }

    public static string Swap(string text) =>
        string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));

    public static bool IsAll(string text, UnicodeCategory category)
    {
        var found = false;
        foreach (var c in text)
        {
            var own = char.GetUnicodeCategory(c);
            if (own is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter && own != category)
                return false;
            found |= own == category;
        }

        return found;
    }
}
