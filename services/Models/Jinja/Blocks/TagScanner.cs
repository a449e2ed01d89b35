using System.Text.RegularExpressions;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Blocks;

/// <summary>
/// Finds the block tags of a file without reading what is in them: comments, raw blocks and strings inside of tags hide what looks like a tag.
/// </summary>
internal sealed partial class TagScanner(string text, string? file)
{
    private int _at;

    public IEnumerable<BlockTag> Tags()
    {
        while (Next() is var open and >= 0)
        {
            var before = _at;
            switch (text[open + 1])
            {
                case '#':
                    _at = EndOf("#}", open + 2);
                    break;
                case '{':
                    _at = SkipToClose(open + 2, "}}");
                    break;
                default:
                    var start = open + 2;
                    if (start < text.Length && text[start] is '-' or '+') start++;
                    start = Blanks(start);
                    var end = Identifier(start);
                    if (end == start)
                    {
                        _at = open + 2;
                        continue;
                    }

                    yield return Read(text[start..end], end, open, before);
                    break;
            }
        }
    }

    public (int Line, int Column) Position(int offset)
    {
        var before = text.AsSpan(0, offset);
        return (before.Count('\n') + 1, offset - before.LastIndexOf('\n'));
    }

    public TemplateException Fail(string message, int offset)
    {
        var (line, column) = Position(offset);
        var end = text.IndexOf('\n', offset);
        var shown = text[(offset - column + 1)..(end < 0 ? text.Length : end)].Trim();
        return new TemplateException(message, TemplateErrorKind.Syntax).At(file, line, column, shown);
    }

    /// <param name="type">Ends at <paramref name="at"/>.</param>
    private BlockTag Read(string type, int at, int open, int before)
    {
        var named = Blanks(at);
        var name = named > at && Identifier(named) is var last && last > named ? text[named..last] : null;
        var start = open;
        if (text[open + 2] == '-')
        {
            while (start > before && char.IsWhiteSpace(text[start - 1])) start--;
        }

        _at = type == "raw" ? EndOfRaw(open) : SkipToClose(name is null ? at : named + name.Length, "%}");
        if (text[_at - 3] == '-')
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        }

        return new BlockTag(type, name, start, _at);
    }

    private int Blanks(int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    /// <summary>Where the name that stands there ends.</summary>
    private int Identifier(int start)
    {
        var end = start;
        while (end < text.Length && (text[end] == '_' || (end > start ? char.IsAsciiLetterOrDigit(text[end]) : char.IsAsciiLetter(text[end])))) end++;
        return end;
    }

    private int Next()
    {
        for (var i = text.IndexOf('{', _at); i >= 0 && i + 1 < text.Length; i = text.IndexOf('{', i + 1))
        {
            if (text[i + 1] is '{' or '%' or '#') return i;
        }

        return -1;
    }

    private int EndOf(string close, int from)
    {
        var end = text.IndexOf(close, from, StringComparison.Ordinal);
        return end < 0 ? throw Fail($"unexpected EOF, expected {close}", from - 2) : end + close.Length;
    }

    private int EndOfRaw(int open)
    {
        var end = RawEnd().Match(text, open);
        return end.Success ? end.Index + end.Length : throw Fail("unexpected EOF, expected {% endraw %}", open);
    }

    private int SkipToClose(int from, string close)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] is '\'' or '"')
                i = EndOfString(i);
            else if (text[i] == close[0] && i + 1 < text.Length && text[i + 1] == close[1])
                return i + 2;
        }

        throw Fail($"unexpected EOF, expected {close}", Math.Max(0, Math.Min(from, text.Length) - 1));
    }

    private int EndOfString(int open)
    {
        for (var i = open + 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == text[open]) return i;
        }

        throw Fail("unexpected EOF, the string is not closed", open);
    }

    [GeneratedRegex(@"\{%[-+]?\s*endraw\s*[-+]?%\}")]
    private static partial Regex RawEnd();
}
