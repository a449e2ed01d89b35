namespace ControlPlane.Templating.Syntax;

/// <summary>Cuts a template into data and the tokens of its tags, and applies whitespace control.</summary>
internal sealed class Lexer
{
    private readonly Source _source;
    private readonly string _text;
    private readonly TemplateOptions _options;
    private readonly List<Token> _tokens = new(32);
    private int _at;
    private bool _lineStart = true;

    private Lexer(Source source, TemplateOptions options)
    {
        (_source, _options) = (source, options);
        _text = !options.KeepTrailingNewline && source.Text.EndsWith('\n') ? source.Text[..^1] : source.Text;
    }

    public static List<Token> Read(Source source, TemplateOptions options)
    {
        var lexer = new Lexer(source, options);
        lexer.ReadAll();
        return lexer._tokens;
    }

    private void ReadAll()
    {
        while (_at < _text.Length)
        {
            var open = FindTag();
            if (open < 0)
            {
                AddData(_text[_at..], _at);
                break;
            }

            var kind = _text[open + 1];
            var sign = open + 2 < _text.Length ? _text[open + 2] : '\0';
            AddData(Before(open, kind, sign), _at);
            var inside = open + (sign is '-' or '+' ? 3 : 2);
            switch (kind)
            {
                case '#':
                    SkipComment(open, inside);
                    break;
                case '%' when RawBlock.TryOpen(_text, inside, out var content):
                    ReadRaw(open, content);
                    break;
                default:
                    ReadTag(open, inside, kind == '{');
                    break;
            }
        }

        _tokens.Add(new Token(TokenKind.End, "", _text.Length));
    }

    private int FindTag()
    {
        for (var i = _text.IndexOf('{', _at); i >= 0 && i + 1 < _text.Length; i = _text.IndexOf('{', i + 1))
        {
            if (_text[i + 1] is '{' or '%' or '#')
                return i;
        }

        return -1;
    }

    /// <summary>The data in front of a tag, with what the tag's sign or lstrip_blocks removes taken away.</summary>
    private string Before(int open, char kind, char sign)
    {
        var data = _text[_at..open];
        if (sign == '-')
            return TrimEnd(data);
        if (!_options.LstripBlocks || sign == '+' || kind == '{')
            return data;

        var line = data.LastIndexOf('\n') + 1;
        return (line > 0 || _lineStart) && data.AsSpan(line).IsWhiteSpace() ? data[..line] : data;
    }

    private void AddData(string data, int offset)
    {
        if (data.Length > 0)
            _tokens.Add(new Token(TokenKind.Data, data, offset));
    }

    private void SkipComment(int open, int inside)
    {
        var end = _text.IndexOf("#}", inside, StringComparison.Ordinal);
        if (end < 0)
            throw _source.Fail("Missing end of comment tag", open);
        After(end + 2, _text[end - 1] is '-' or '+' && end > inside ? _text[end - 1] : '\0', isBlock: true);
    }

    private void ReadRaw(int open, int content)
    {
        var raw = RawBlock.Find(_text, content) ?? throw _source.Fail("Missing end of raw directive", open);
        var start = _text[content - 3] == '-' ? content + LeadingBlanks(content) : content;
        var data = start < raw.Start ? _text[start..raw.Start] : "";
        if (raw.OpenSign == '-')
            data = TrimEnd(data);
        else if (_options.LstripBlocks && raw.OpenSign != '+')
            data = data.AsSpan(data.LastIndexOf('\n') + 1).IsWhiteSpace() ? data[..(data.LastIndexOf('\n') + 1)] : data;
        AddData(data, start);
        After(raw.End, raw.CloseSign, isBlock: true);
    }

    private void ReadTag(int open, int inside, bool isVariable)
    {
        _tokens.Add(new Token(isVariable ? TokenKind.VariableBegin : TokenKind.BlockBegin, "", open));
        var reader = new TagReader(_source, _text, inside, isVariable ? '}' : '%', _tokens);
        var (end, sign) = reader.ReadToEnd(open);
        _tokens.Add(new Token(isVariable ? TokenKind.VariableEnd : TokenKind.BlockEnd, "", end - 2));
        After(end, sign, !isVariable);
    }

    /// <summary>Moves behind a tag that ends at <paramref name="end"/>, past the blanks that it removes.</summary>
    private void After(int end, char sign, bool isBlock)
    {
        _at = end;
        if (sign == '-')
            _at += LeadingBlanks(end);
        else if (isBlock && _options.TrimBlocks && sign != '+' && end < _text.Length && _text[end] == '\n')
            _at++;
        _lineStart = _at > 0 && _text[_at - 1] == '\n';
    }

    private int LeadingBlanks(int from)
    {
        var i = from;
        while (i < _text.Length && Values.PythonString.IsBlank(_text[i]))
            i++;
        return i - from;
    }

    private static string TrimEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && Values.PythonString.IsBlank(text[end - 1]))
            end--;
        return text[..end];
    }
}
