using System.Buffers;
using System.Globalization;

namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>Splits SQL into tokens; comments and spaces are left out. Every text can be split: what is not closed reaches to the end.</summary>
internal sealed class Lexer(string sql, SqlDialect dialect)
{
    private const string OperatorCharacters = "+-*/<>=~!@#%^&|`?";
    private static readonly SearchValues<char> BeyondTheStandard = SearchValues.Create("~!@#%^&|`?");
    private static readonly string[] Single = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];

    private readonly List<Token> _tokens = new(sql.Length / 5 + 1);
    private int _at;

    public static Token[] Read(string sql, SqlDialect dialect)
    {
        var lexer = new Lexer(sql, dialect);
        while (lexer.Next()) { }
        lexer._tokens.Add(new Token(TokenKind.End, "", sql.Length, sql.Length));
        return [.. lexer._tokens];
    }

    private char Current => At(0);

    private char At(int offset) => _at + offset < sql.Length ? sql[_at + offset] : '\0';

    private bool Next()
    {
        SkipSpace();
        if (_at >= sql.Length) return false;
        var start = _at;
        var c = Current;
        switch (c)
        {
            case '\'':
                Add(TokenKind.String, QuotedText.Read(sql, ref _at, '\'', escapes: false), start);
                break;
            case '"':
                Add(TokenKind.QuotedName, QuotedText.Read(sql, ref _at, '"', escapes: false), start);
                break;
            case '$':
                ReadDollar(start);
                break;
            case '?' when dialect.QuestionMarkIsParameter:
                _at++;
                while (char.IsAsciiDigit(Current)) _at++;
                Add(TokenKind.Parameter, "?", start);
                break;
            case ':' when At(1) is ':' or '=':
                _at += 2;
                Add(TokenKind.Symbol, sql[start + 1] == ':' ? "::" : ":=", start);
                break;
            case >= '0' and <= '9':
            case '.' when char.IsAsciiDigit(At(1)):
                ReadNumber(start);
                break;
            default:
                if (IsNameStart(c)) ReadWord(start);
                else if (OperatorCharacters.Contains(c)) ReadOperator(start);
                else
                {
                    _at++;
                    Add(TokenKind.Symbol, c < 128 ? Single[c] : c.ToString(), start);
                }

                break;
        }

        return true;
    }

    private void SkipSpace()
    {
        while (_at < sql.Length)
        {
            if (char.IsWhiteSpace(Current) || Current is '\uFEFF' or '\0') _at++;
            else if (Current == '-' && At(1) == '-') _at = sql.AsSpan(_at).IndexOfAny('\n', '\r') is >= 0 and var length ? _at + length : sql.Length;
            else if (Current == '/' && At(1) == '*') SkipComment();
            else return;
        }
    }

    private void SkipComment()
    {
        var depth = 0;
        do
        {
            var (step, change) = (Current, At(1)) switch { ('/', '*') => (2, 1), ('*', '/') => (2, -1), _ => (1, 0) };
            _at += step;
            depth += change;
        }
        while (depth > 0 && _at < sql.Length);
        _at = Math.Min(_at, sql.Length);
    }

    private void ReadWord(int start)
    {
        if (At(1) == '\'' && Current is 'e' or 'E' or 'b' or 'B' or 'x' or 'X' or 'n' or 'N' && At(1) == '\'')
        {
            var escapes = Current is 'e' or 'E';
            _at++;
            Add(TokenKind.String, QuotedText.Read(sql, ref _at, '\'', escapes), start);
            return;
        }

        if (Current is 'u' or 'U' && At(1) == '&' && At(2) is '\'' or '"')
        {
            var quote = At(2);
            _at += 2;
            Add(quote == '"' ? TokenKind.QuotedName : TokenKind.String, QuotedText.Read(sql, ref _at, quote, escapes: false), start);
            return;
        }

        while (IsNameStart(Current) || char.IsAsciiDigit(Current) || Current == '$' || char.GetUnicodeCategory(Current) is UnicodeCategory.NonSpacingMark) _at++;
        Add(TokenKind.Word, sql[start.._at], start);
    }

    private void ReadDollar(int start)
    {
        var end = _at + 1;
        while (end < sql.Length && (IsNameStart(sql[end]) || char.IsAsciiDigit(sql[end]))) end++;
        if (end < sql.Length && sql[end] == '$' && !char.IsAsciiDigit(At(1)))
        {
            var tag = sql.AsSpan(_at, end + 1 - _at);
            var close = sql.AsSpan(end + 1).IndexOf(tag);
            var text = close < 0 ? sql[(end + 1)..] : sql.Substring(end + 1, close);
            _at = close < 0 ? sql.Length : end + 1 + close + tag.Length;
            Add(TokenKind.String, text, start);
            return;
        }

        _at = end;
        Add(TokenKind.Parameter, sql[start..end], start);
    }

    private void ReadNumber(int start)
    {
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' || Current == '.' && At(1) != '.' && !IsNameStart(At(1))
            || Current is '+' or '-' && sql[_at - 1] is 'e' or 'E' && !sql.AsSpan(start).StartsWith("0x", StringComparison.OrdinalIgnoreCase) && char.IsAsciiDigit(At(1))) _at++;
        Add(TokenKind.Number, sql[start.._at], start);
    }

    /// <summary>PostgreSQL's rule: an operator of several characters ends in + or - only when it also holds one that no SQL standard operator has.</summary>
    private void ReadOperator(int start)
    {
        while (OperatorCharacters.Contains(Current) && !(_at > start && (Current == '-' && At(1) == '-' || Current == '/' && At(1) == '*'))
            && !(Current == '?' && dialect.QuestionMarkIsParameter)) _at++;
        if (sql.AsSpan(start, _at - start).IndexOfAny(BeyondTheStandard) < 0)
        {
            while (_at - start > 1 && sql[_at - 1] is '+' or '-' && _at - start > 1) _at--;
        }

        Add(TokenKind.Symbol, _at - start == 1 ? Single[sql[start]] : sql[start.._at], start);
    }

    private void Add(TokenKind kind, string text, int start) => _tokens.Add(new Token(kind, text, start, _at));

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80 && !char.IsWhiteSpace(c) && c != '\uFEFF';
}
