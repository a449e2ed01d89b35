namespace ControlPlane.Lineage.Sql.Syntax;

internal enum TokenKind
{
    End,
    Word,
    QuotedName,
    String,
    Number,
    Symbol,
    Parameter,
}

/// <param name="Text">Of a string or quoted name what is between the quotes, with escapes undone.</param>
/// <param name="Start">Where it begins in the SQL.</param>
/// <param name="End">Where what follows begins.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End)
{
    public bool Is(string word) => Kind == TokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsName => Kind is TokenKind.Word or TokenKind.QuotedName;
}
