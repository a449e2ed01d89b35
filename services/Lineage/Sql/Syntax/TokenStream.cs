using System.Runtime.CompilerServices;

namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>The tokens of one statement with the place where the parser stands.</summary>
internal sealed class TokenStream(string sql, SqlDialect dialect)
{
    private readonly Token[] _tokens = Lexer.Read(sql, dialect);
    private int _at;

    /// <summary>Beyond every SQL that a person or a macro writes, and well within the stack that is then used.</summary>
    private const int DeepestNesting = 20_000;

    private int _depth;

    public SqlDialect Dialect => dialect;

    /// <summary>Enters what may hold itself; left again where it was read to its end.</summary>
    /// <exception cref="InsufficientExecutionStackException">The thread's stack is nearly used up.</exception>
    public void Enter()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_depth > DeepestNesting) throw new SqlSyntaxException($"the SQL nests more than {DeepestNesting} deep");
    }

    public void Leave() => _depth--;

    public Token Current => _tokens[_at];

    public Token Previous => _tokens[Math.Max(0, _at - 1)];

    public Token Peek(int ahead = 1) => _tokens[Math.Min(_at + ahead, _tokens.Length - 1)];

    public bool AtEnd => Current.Kind == TokenKind.End;

    public Token Take()
    {
        var token = Current;
        if (_at < _tokens.Length - 1) _at++;
        return token;
    }

    public bool Is(string word) => Current.Is(word);

    public bool Is(string word, string next) => Current.Is(word) && Peek().Is(next);

    public bool IsAny(ReadOnlySpan<string> words)
    {
        if (Current.Kind != TokenKind.Word) return false;
        foreach (var word in words)
        {
            if (Current.Is(word)) return true;
        }

        return false;
    }

    public bool IsSymbol(string symbol) => Current.IsSymbol(symbol);

    public bool Skip(string word)
    {
        if (!Current.Is(word)) return false;
        Take();
        return true;
    }

    public bool Skip(string word, string next)
    {
        if (!Is(word, next)) return false;
        Take();
        Take();
        return true;
    }

    public bool SkipAny(params ReadOnlySpan<string> words)
    {
        if (!IsAny(words)) return false;
        Take();
        return true;
    }

    public bool SkipSymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol)) return false;
        Take();
        return true;
    }

    public void Expect(string word)
    {
        if (!Skip(word)) throw Fail(word.ToUpperInvariant());
    }

    public void ExpectSymbol(string symbol)
    {
        if (!SkipSymbol(symbol)) throw Fail($"'{symbol}'");
    }

    /// <summary>An identifier, folded as the dialect has it; keywords are taken too where only a name can stand.</summary>
    public string TakeName()
    {
        if (!Current.IsName) throw Fail("a name");
        return Fold(Take());
    }

    public string Fold(Token token) => token.Kind == TokenKind.Word && dialect.FoldsNames ? token.Text.ToLowerInvariant() : token.Text;

    /// <summary>A name that is not a word which ends the part before.</summary>
    public bool AtAlias => Current.Kind == TokenKind.QuotedName || Current.Kind == TokenKind.Word && !dialect.Stops.Contains(Current.Text);

    /// <summary>Passes everything up to the bracket that closes the one just taken, and that bracket.</summary>
    public void SkipToClosing()
    {
        for (var depth = 1; depth > 0;)
        {
            if (AtEnd) throw Fail("')'");
            var token = Take();
            if (token.Kind != TokenKind.Symbol) continue;
            if (token.Text is "(" or "[" or "{") depth++;
            else if (token.Text is ")" or "]" or "}") depth--;
        }
    }

    public string TextBetween(int start, int end) => sql[start..end];

    public SqlSyntaxException Fail(string expected)
    {
        var before = sql.AsSpan(0, Current.Start);
        var line = before.Count('\n') + 1;
        var column = Current.Start - before.LastIndexOf('\n');
        var found = AtEnd ? "the end" : $"'{(Current.Text.Length > 40 ? $"{Current.Text[..40]}…" : Current.Text)}'";
        return new SqlSyntaxException($"line {line}, column {column}: expected {expected}, found {found}");
    }
}
