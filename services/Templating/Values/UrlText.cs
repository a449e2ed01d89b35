using System.Globalization;
using System.Text;

namespace ControlPlane.Templating.Values;

/// <summary>Python's urllib.parse.quote.</summary>
internal static class UrlText
{
    /// <param name="text">Encoded as UTF-8.</param>
    /// <param name="safe">Characters left as they are beside letters, digits and <c>_.-~</c>.</param>
    /// <param name="plus">Whether a blank becomes a plus.</param>
    public static string Quote(string text, string safe, bool plus)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '~' || safe.Contains(c, StringComparison.Ordinal))
                builder.Append(c);
            else if (plus && c == ' ')
                builder.Append('+');
            else
                builder.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return builder.ToString();
    }
}
