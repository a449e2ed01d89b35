namespace ControlPlane.Models.Adapters;

/// <summary>One statement of a text.</summary>
/// <param name="Offset">Where it begins in the text.</param>
internal readonly record struct SqlStatement(string Sql, int Offset);

/// <summary>
/// A text taken apart at its semicolons: not those in quotes, comments, dollar quotes, parentheses (<c>CREATE RULE</c>) and <c>BEGIN ATOMIC</c> bodies.
/// </summary>
internal static class SqlStatements
{
    public static List<SqlStatement> Split(string text)
    {
        var statements = new List<SqlStatement>();
        var (start, depth, atomic, hasCode) = (0, 0, 0, false);
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (Skip(text, i) is var next && next > i)
            {
                hasCode |= !IsComment(text, i);
                i = next;
                continue;
            }
            if (IsWordStart(text, i))
            {
                var end = i;
                while (end < text.Length && IsWord(text[end])) end++;
                atomic = Atomic(text, i, end, atomic);
                (i, hasCode) = (end, true);
                continue;
            }
            if (c == ';' && depth == 0 && atomic == 0)
            {
                Add(i);
                (start, hasCode) = (i + 1, false);
            }
            else
            {
                depth = Math.Max(0, depth + c switch { '(' => 1, ')' => -1, _ => 0 });
                hasCode |= !char.IsWhiteSpace(c) && c != ';';
            }
            i++;
        }
        Add(text.Length);
        return statements;

        void Add(int end)
        {
            if (hasCode) statements.Add(new SqlStatement(text[start..end], start));
        }
    }

    /// <summary>Past a quoted text, name or comment that begins there; the place itself where none does.</summary>
    private static int Skip(string text, int i) => text[i] switch
    {
        '\'' => Quoted(text, i + 1, '\'', i > 0 && text[i - 1] is 'e' or 'E' && (i < 2 || !IsWord(text[i - 2]))),
        '"' => Quoted(text, i + 1, '"', escapes: false),
        '-' when At(text, i + 1) == '-' => Line(text, i),
        '/' when At(text, i + 1) == '*' => Block(text, i),
        '$' when i == 0 || !IsWord(text[i - 1]) => Dollar(text, i),
        _ => i,
    };

    private static bool IsComment(string text, int i) => text[i] is '-' or '/';

    private static int Quoted(string text, int i, char quote, bool escapes)
    {
        for (; i < text.Length; i++)
        {
            if (escapes && text[i] == '\\') i++;
            else if (text[i] == quote && At(text, i + 1) == quote) i++;
            else if (text[i] == quote) return i + 1;
        }
        return text.Length;
    }

    private static int Line(string text, int i) => text.IndexOf('\n', i) is >= 0 and var end ? end : text.Length;

    private static int Block(string text, int i)
    {
        var depth = 0;
        for (; i < text.Length; i++)
        {
            if (text[i] == '/' && At(text, i + 1) == '*') (depth, i) = (depth + 1, i + 1);
            else if (text[i] == '*' && At(text, i + 1) == '/' && (--depth, ++i).Item1 == 0) return i + 1;
        }
        return text.Length;
    }

    private static int Dollar(string text, int i)
    {
        var end = i + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_')) end++;
        if (At(text, end) != '$' || char.IsDigit(At(text, i + 1))) return i;
        var tag = text[i..(end + 1)];
        var close = text.IndexOf(tag, end + 1, StringComparison.Ordinal);
        return close < 0 ? text.Length : close + tag.Length;
    }

    /// <summary>How deep inside of a body in SQL: <c>BEGIN ATOMIC</c> opens one, <c>CASE</c> a level in it, <c>END</c> closes.</summary>
    private static int Atomic(string text, int start, int end, int depth)
    {
        var word = text.AsSpan(start, end - start);
        if (word.Equals("atomic", StringComparison.OrdinalIgnoreCase) && text.AsSpan(0, start).TrimEnd().EndsWith("begin", StringComparison.OrdinalIgnoreCase)) return depth + 1;
        if (depth == 0) return 0;
        return word.Equals("case", StringComparison.OrdinalIgnoreCase) ? depth + 1 : word.Equals("end", StringComparison.OrdinalIgnoreCase) ? depth - 1 : depth;
    }

    private static bool IsWordStart(string text, int i) => char.IsLetter(text[i]) || text[i] == '_';

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '$';

    private static char At(string text, int i) => i < text.Length ? text[i] : '\0';
}
