using System.Text.RegularExpressions;

namespace ControlPlane.Templating.Filters;

/// <summary>Breaks one line into lines of at most a width, keeping the blanks inside as Python's textwrap does.</summary>
internal static partial class WordWrapping
{
    public static List<string> Wrap(string line, int width, bool breakLong, bool breakOnHyphens)
    {
        var chunks = new Queue<string>((breakOnHyphens ? Hyphenated() : Plain()).Matches(line).Select(match => match.Value));
        List<string> lines = [];
        while (chunks.Count > 0)
        {
            var current = new List<string>();
            var length = 0;
            // Blanks at the start of every line but the first are dropped.
            if (lines.Count > 0 && string.IsNullOrWhiteSpace(chunks.Peek()))
                chunks.Dequeue();
            while (chunks.Count > 0 && length + chunks.Peek().Length <= width)
            {
                length += chunks.Peek().Length;
                current.Add(chunks.Dequeue());
            }

            if (chunks.Count > 0 && chunks.Peek().Length > width)
                BreakLong(chunks, current, width - length, breakLong);
            if (current.Count > 0 && string.IsNullOrWhiteSpace(current[^1]))
                current.RemoveAt(current.Count - 1);
            if (current.Count > 0)
                lines.Add(string.Concat(current));
        }

        return lines;
    }

    private static void BreakLong(Queue<string> chunks, List<string> current, int space, bool breakLong)
    {
        if (!breakLong)
        {
            if (current.Count == 0)
                current.Add(chunks.Dequeue());
            return;
        }

        space = Math.Max(space, 1);
        var word = chunks.Dequeue();
        current.Add(word[..space]);
        var rest = new[] { word[space..] }.Concat(chunks).ToList();
        chunks.Clear();
        rest.ForEach(chunks.Enqueue);
    }

    [GeneratedRegex(@"\s+|[^\s-]*[^\W\d_]-(?=\w)|[^\s-]+-*|\S+")]
    private static partial Regex Hyphenated();

    [GeneratedRegex(@"\s+|\S+")]
    private static partial Regex Plain();
}
