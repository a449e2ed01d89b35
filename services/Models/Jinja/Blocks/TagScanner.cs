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
                    var match = Opening().Match(text, open);
                    if (!match.Success)
                    {
                        _at = open + 2;
                        continue;
                    }

                    yield return Read(match, open, before);
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

    private BlockTag Read(Match match, int open, int before)
    {
        var type = match.Groups["type"].Value;
        var start = open;
        if (text[open + 2] == '-')
        {
            while (start > before && char.IsWhiteSpace(text[start - 1])) start--;
        }

        _at = type == "raw" ? EndOfRaw(open) : SkipToClose(match.Index + match.Length, "%}");
        if (text[_at - 3] == '-')
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        }

        return new BlockTag(type, match.Groups["name"] is { Success: true } name ? name.Value : null, start, _at);
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

    [GeneratedRegex(@"\G\{%[-+]?\s*(?<type>[A-Za-z_][A-Za-z_0-9]*)(?:\s+(?<name>[A-Za-z_][A-Za-z_0-9]*))?")]
    private static partial Regex Opening();

    [GeneratedRegex(@"\{%[-+]?\s*endraw\s*[-+]?%\}")]
    private static partial Regex RawEnd();
}
