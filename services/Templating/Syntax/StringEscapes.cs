using System.Globalization;
using System.Text;

namespace ControlPlane.Templating.Syntax;

/// <summary>Python's backslash escapes.</summary>
internal static class StringEscapes
{
    /// <summary>False when a \x, \u or \U escape is cut short or names no character, or for \N{...}, which needs the Unicode name table.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out string value)
    {
        value = "";
        if (!text.Contains('\\'))
        {
            value = text.ToString();
            return true;
        }

        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                builder.Append(text[i]);
                continue;
            }

            var c = text[++i];
            var width = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (width > 0)
            {
                if (i + width >= text.Length)
                    return false;
                if (!int.TryParse(text.Slice(i + 1, width), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code is < 0 or > 0x10ffff)
                    return false;
                _ = code is >= 0xd800 and < 0xe000 ? builder.Append((char)code) : builder.Append(char.ConvertFromUtf32(code));
                i += width;
            }
            else if (c is >= '0' and <= '7')
            {
                var code = 0;
                var end = i;
                for (; end < text.Length && end < i + 3 && text[end] is >= '0' and <= '7'; end++)
                    code = (code * 8) + text[end] - '0';
                builder.Append((char)code);
                i = end - 1;
            }
            else if (c == 'N' && i + 1 < text.Length && text[i + 1] == '{')
            {
                return false;
            }
            else if (c != '\n')
            {
                var simple = "\\'\"abfnrtv".IndexOf(c, StringComparison.Ordinal);
                _ = simple < 0 ? builder.Append('\\').Append(c) : builder.Append("\\'\"\a\b\f\n\r\t\v"[simple]);
            }
        }

        value = builder.ToString();
        return true;
    }
}
