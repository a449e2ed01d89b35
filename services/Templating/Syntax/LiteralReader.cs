using System.Globalization;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Syntax;

/// <summary>A recursive reader of Python literals; gives up (rather than explains) at anything else.</summary>
internal sealed class LiteralReader(string text, int maxDepth)
{
    private int _at;
    private int _depth;
    private int _brackets;

    public bool TryRead(out object? value)
    {
        value = null;
        // As in the reference, blanks in front are cut before anything is read; a line that starts with them later is an error.
        while (_at < text.Length && text[_at] is ' ' or '\t')
            _at++;
        return !text.Contains('\0', StringComparison.Ordinal) && TryReadTuple(out value, '\0') && AtEnd();
    }

    /// <summary>One value, or several with commas between as a tuple.</summary>
    private bool TryReadTuple(out object? value, char close)
    {
        value = null;
        List<object?> items = [];
        var isTuple = false;
        while (!AtClose(close))
        {
            if (!TryReadValue(out var item))
                return false;
            items.Add(item);
            if (!Skip(','))
                break;
            isTuple = true;
        }

        if (items.Count == 0 && (isTuple || close == '\0'))
            return false;
        value = isTuple || items.Count == 0 ? new TupleValue(items) : items[0];
        return true;
    }

    private bool TryReadValue(out object? value)
    {
        value = null;
        SkipBlanks();
        if (_at >= text.Length || ++_depth > maxDepth)
            return false;
        var c = text[_at];
        var read = c switch
        {
            '[' => TryReadList(']', out value),
            '(' => TryReadParentheses(out value),
            '{' => TryReadBraces(out value),
            '+' or '-' => TryReadSigned(out value),
            _ when char.IsAsciiDigit(c) || c == '.' => TryReadNumber(out value),
            _ => StringStart() > 0 ? TryReadStrings(out value) : TryReadWord(out value),
        };
        _depth--;
        return read;
    }

    private bool TryReadWord(out object? value)
    {
        (var word, value) = text[_at] switch
        {
            'T' => ("True", (object?)true),
            'F' => ("False", false),
            'N' => ("None", null),
            _ => ("set()", new List<object?>()),
        };
        if (string.CompareOrdinal(text, _at, word, 0, word.Length) != 0)
            return false;
        _at += word.Length;
        return _at >= text.Length || !(char.IsLetterOrDigit(text[_at]) || text[_at] == '_');
    }

    private bool TryReadSigned(out object? value)
    {
        var negative = text[_at++] == '-';
        SkipBlanks();
        value = null;
        // A sign stands before a number, which may be in parentheses, and before nothing else.
        var isNumber = _at < text.Length && text[_at] == '('
            ? TryReadParentheses(out value) && value is not bool && Numbers.IsNumber(value)
            : _at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.') && TryReadNumber(out value);
        if (!isNumber)
            return false;
        if (negative)
            value = Numbers.Negate(value!);
        return true;
    }

    private bool TryReadNumber(out object? value)
    {
        value = null;
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '.' or '_'
            || (text[_at] is '+' or '-' && text[_at - 1] is 'e' or 'E' && !text.AsSpan(start).StartsWith("0x", StringComparison.OrdinalIgnoreCase))))
            _at++;
        return TryNumber(text.AsSpan(start, _at - start), out value);
    }

    private static bool TryNumber(ReadOnlySpan<char> number, out object? value)
    {
        value = null;
        if (number.Length > 4300 || !UnderscoresStandBetweenDigits(number))
            return false;
        var digits = number.ToString().Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > 2 && digits[0] == '0' && NumberLiteral.Radix(digits[1]) is var radix and not 0)
        {
            if (!digits.Skip(2).All(c => NumberLiteral.IsDigit(c, radix)))
                return false;
            value = NumberLiteral.Integer(digits.AsSpan(2), radix);
            return true;
        }

        if (digits.All(char.IsAsciiDigit))
        {
            if (digits[0] == '0' && digits.Any(c => c != '0'))
                return false;
            value = NumberLiteral.Integer(digits, 10);
            return true;
        }

        if (!digits.Any(char.IsAsciiDigit) || digits[0] is 'e' or 'E'
            || !double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var real))
            return false;
        value = real;
        return true;
    }

    private static bool UnderscoresStandBetweenDigits(ReadOnlySpan<char> number)
    {
        for (var i = number.IndexOf('_'); i >= 0 && i < number.Length; i++)
        {
            if (number[i] != '_')
                continue;
            var after = i + 1 < number.Length && char.IsAsciiHexDigit(number[i + 1]);
            var before = i > 0 && (char.IsAsciiHexDigit(number[i - 1]) || (i == 2 && NumberLiteral.Radix(number[1]) != 0));
            if (!before || !after)
                return false;
        }

        return true;
    }

    private bool TryReadStrings(out object? value)
    {
        value = null;
        string? joined = null;
        while (_at < text.Length && StringStart() is var length and > 0)
        {
            if (!TryReadString(length - 1, out var part))
                return false;
            joined += part;
            SkipBlanks();
        }

        value = joined;
        return joined is not null;
    }

    /// <summary>The length of prefix and quote when a string starts here, otherwise 0. Bytes are no text and not read.</summary>
    private int StringStart()
    {
        if (text[_at] is '\'' or '"')
            return 1;
        return text[_at] is 'r' or 'R' or 'u' or 'U' && _at + 1 < text.Length && text[_at + 1] is '\'' or '"' ? 2 : 0;
    }

    private bool TryReadString(int prefix, out string part)
    {
        part = "";
        var raw = prefix > 0 && text[_at] is 'r' or 'R';
        _at += prefix;
        var quote = text[_at];
        var isLong = string.CompareOrdinal(text, _at, new string(quote, 3), 0, 3) == 0;
        var end = isLong ? new string(quote, 3) : quote.ToString();
        var start = _at += end.Length;
        while (_at < text.Length && string.CompareOrdinal(text, _at, end, 0, end.Length) != 0)
        {
            if (!isLong && text[_at] is '\n' or '\r')
                return false;
            _at += text[_at] == '\\' ? 2 : 1;
        }

        if (_at >= text.Length)
            return false;
        var content = text[start.._at];
        _at += end.Length;
        part = content;
        return raw || StringEscapes.TryDecode(content.Replace("\r\n", "\n", StringComparison.Ordinal), out part);
    }

    private bool TryReadParentheses(out object? value)
    {
        _at++;
        _brackets++;
        return TryReadTuple(out value, ')') && Close(')');
    }

    private bool Close(char bracket)
    {
        SkipBlanks();
        _brackets--;
        return Skip(bracket);
    }

    private bool TryReadList(char close, out object? value)
    {
        _at++;
        _brackets++;
        List<object?> items = [];
        value = items;
        while (!AtClose(close))
        {
            if (!TryReadValue(out var item))
                return false;
            items.Add(item);
            if (!Skip(','))
                break;
        }

        return Close(close);
    }

    private bool TryReadBraces(out object? value)
    {
        var start = _at++;
        _brackets++;
        var dict = new DictValue();
        value = dict;
        while (!AtClose('}'))
        {
            if (!TryReadValue(out var key))
                return false;
            if (!Skip(':'))
            {
                _at = start;
                _brackets--;
                return dict.Count == 0 && TryReadList('}', out value);
            }

            if (!TryReadValue(out var item) || key is List<object?> or DictValue)
                return false;
            dict.Set(key, item);
            if (!Skip(','))
                break;
        }

        return Close('}');
    }

    private bool AtClose(char close)
    {
        SkipBlanks();
        return _at >= text.Length || text[_at] == close;
    }

    private bool AtEnd()
    {
        while (_at < text.Length && (text[_at] is ' ' or '\t' or '\n' or '\r' or '\f' || SkipComment()))
            _at++;
        return _at >= text.Length;
    }

    private bool Skip(char c)
    {
        SkipBlanks();
        if (_at >= text.Length || text[_at] != c)
            return false;
        _at++;
        return true;
    }

    /// <summary>Blanks; newlines and comments only inside brackets or in front.</summary>
    private void SkipBlanks()
    {
        while (_at < text.Length && (text[_at] is ' ' or '\t' or '\f' || (text[_at] is '\n' or '\r' && (_brackets > 0 || _at == 0)) || SkipComment()))
            _at++;
    }

    private bool SkipComment()
    {
        if (_at >= text.Length || text[_at] != '#')
            return false;
        while (_at + 1 < text.Length && text[_at + 1] != '\n')
            _at++;
        return true;
    }
}
