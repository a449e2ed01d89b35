using System.Text.RegularExpressions;

namespace ControlPlane.Testing.Dagster.GraphQl;

/// <summary>The words and signs of a schema or a query.</summary>
internal sealed partial class Tokens(string text)
{
    private readonly Queue<string> _tokens = new(Word().Matches(Comment().Replace(text, "")).Select(match => match.Value));

    public string? Peek => _tokens.TryPeek(out var token) ? token : null;

    public string Next() => _tokens.TryDequeue(out var token) ? token : throw new GraphQlException("Syntax Error: Unexpected <EOF>.");

    public bool Skip(string token)
    {
        if (Peek != token) return false;
        Next();
        return true;
    }

    public void Expect(string token)
    {
        if (!Skip(token)) throw new GraphQlException($"Syntax Error: Expected '{token}', found '{Peek}'.");
    }

    /// <summary><c>[String!]!</c> as it stands.</summary>
    public string Type()
    {
        var type = Skip("[") ? $"[{Type()}" : Next();
        if (type[0] == '[')
        {
            Expect("]");
            type += "]";
        }
        return Skip("!") ? type + "!" : type;
    }

    [GeneratedRegex("#.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\.\.\.|[A-Za-z_][A-Za-z_0-9]*|[^\s,]")]
    private static partial Regex Word();
}
