using System.Text;

namespace ControlPlane.Templating.Methods;

internal static class Replacing
{
    /// <summary>Python's replace: an empty text to find stands between all characters; a negative count means all.</summary>
    public static string Replace(string text, string old, string replacement, long count, TemplateArguments arguments)
    {
        if (count == 0)
            return text;
        var builder = new StringBuilder();
        var from = 0;
        for (var done = 0; count < 0 || done < count; done++)
        {
            var found = old.Length == 0 ? NextGap(text, from, done) : text.IndexOf(old, from, StringComparison.Ordinal);
            if (found < 0)
                break;
            builder.Append(text, from, found - from).Append(replacement);
            arguments.CheckSize(builder.Length);
            from = found + old.Length;
        }

        return builder.Append(text, from, text.Length - from).ToString();
    }

    private static int NextGap(string text, int from, int done)
    {
        var gap = done == 0 ? 0 : from + (from < text.Length && char.IsHighSurrogate(text[from]) ? 2 : 1);
        return gap <= text.Length ? gap : -1;
    }
}
