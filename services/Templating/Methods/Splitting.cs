using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

/// <summary>split, rsplit, splitlines and partition.</summary>
internal static class Splitting
{
    public static List<object?> Split(string text, string? separator, long max)
    {
        if (separator is null)
            return SplitBlanks(text, max);
        if (separator.Length == 0)
            throw new TemplateException("empty separator");
        return max < 0
            ? [.. text.Split(separator)]
            : [.. text.Split(separator, (int)Math.Min(max + 1, int.MaxValue))];
    }

    public static List<object?> SplitFromEnd(string text, string? separator, long max)
    {
        if (max < 0)
            return Split(text, separator, max);
        var parts = Split(PythonString.Reverse(text), separator is null ? null : PythonString.Reverse(separator), max);
        parts.Reverse();
        return [.. parts.Select(part => PythonString.Reverse((string)part!))];
    }

    public static List<object?> Lines(string text, bool keepEnds)
    {
        List<object?> lines = [];
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029'))
                continue;
            var end = text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? i + 2 : i + 1;
            lines.Add(text[start..(keepEnds ? end : i)]);
            start = end;
            i = end - 1;
        }

        if (start < text.Length)
            lines.Add(text[start..]);
        return lines;
    }

    public static TupleValue Partition(string text, string separator, bool fromEnd)
    {
        if (separator.Length == 0)
            throw new TemplateException("empty separator");
        var at = fromEnd ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(separator, StringComparison.Ordinal);
        if (at < 0)
            return new TupleValue(fromEnd ? ["", "", text] : [text, "", ""]);
        return new TupleValue([text[..at], separator, text[(at + separator.Length)..]]);
    }

    private static List<object?> SplitBlanks(string text, long max)
    {
        List<object?> parts = [];
        var at = 0;
        while (true)
        {
            while (at < text.Length && PythonString.IsBlank(text[at]))
                at++;
            if (at >= text.Length)
                return parts;
            if (max >= 0 && parts.Count >= max)
            {
                parts.Add(text[at..]);
                return parts;
            }

            var start = at;
            while (at < text.Length && !PythonString.IsBlank(text[at]))
                at++;
            parts.Add(text[start..at]);
        }
    }
}
