namespace ControlPlane.Testing.Dagster.GraphQl;

/// <summary>A field that is asked for, or, with <see cref="On"/>, a part that is for one type only.</summary>
internal sealed record Selection(string Name, string? On, IReadOnlyDictionary<string, string> Arguments, IReadOnlyList<Selection> Children);

/// <summary>One operation with its fragments put in place. Arguments are variables only, as the client sends them.</summary>
internal sealed record Document(string Operation, IReadOnlyDictionary<string, string> Variables, IReadOnlyList<Selection> Selections)
{
    public static Document Parse(string text)
    {
        var tokens = new Tokens(text);
        var operation = tokens.Next();
        tokens.Next();
        var variables = new Dictionary<string, string>();
        if (tokens.Skip("("))
        {
            while (!tokens.Skip(")"))
            {
                tokens.Expect("$");
                var name = tokens.Next();
                tokens.Expect(":");
                variables[name] = tokens.Type();
            }
        }
        var selections = Set(tokens);
        var fragments = new Dictionary<string, Selection>();
        while (tokens.Skip("fragment"))
        {
            var name = tokens.Next();
            tokens.Expect("on");
            fragments[name] = new Selection("", tokens.Next(), new Dictionary<string, string>(), Set(tokens));
        }
        if (tokens.Peek is { } rest) throw new GraphQlException($"Syntax Error: Unexpected '{rest}'.");
        return new Document(operation, variables, Filled(selections, fragments));
    }

    private static List<Selection> Set(Tokens tokens)
    {
        var selections = new List<Selection>();
        tokens.Expect("{");
        while (!tokens.Skip("}")) selections.Add(tokens.Skip("...") ? Fragment(tokens) : Asked(tokens));
        return selections;
    }

    private static Selection Fragment(Tokens tokens) =>
        tokens.Skip("on") ? new Selection("", tokens.Next(), new Dictionary<string, string>(), Set(tokens)) : new Selection($"...{tokens.Next()}", null, new Dictionary<string, string>(), []);

    private static Selection Asked(Tokens tokens)
    {
        var name = tokens.Next();
        var arguments = new Dictionary<string, string>();
        if (tokens.Skip("("))
        {
            while (!tokens.Skip(")"))
            {
                var argument = tokens.Next();
                tokens.Expect(":");
                tokens.Expect("$");
                arguments[argument] = tokens.Next();
            }
        }
        return new Selection(name, null, arguments, tokens.Peek == "{" ? Set(tokens) : []);
    }

    private static List<Selection> Filled(IReadOnlyList<Selection> selections, Dictionary<string, Selection> fragments) => [.. selections.Select(selection =>
    {
        if (!selection.Name.StartsWith("...", StringComparison.Ordinal)) return selection with { Children = Filled(selection.Children, fragments) };
        return fragments.TryGetValue(selection.Name[3..], out var fragment) ? fragment : throw new GraphQlException($"Unknown fragment '{selection.Name[3..]}'.");
    })];
}
