namespace ControlPlane.Testing.Dagster.GraphQl;

/// <summary>A field's type, and the types of its arguments.</summary>
internal sealed record Field(string Type, IReadOnlyDictionary<string, string> Arguments);

/// <summary>A named type; what it has of fields, values and members depends on its kind.</summary>
internal sealed record NamedType(string Kind, string Name)
{
    public Dictionary<string, Field> Fields { get; } = [];

    public List<string> Values { get; } = [];

    /// <summary>Object types that a value of this type can be of.</summary>
    public List<string> Possible { get; } = [];
}

/// <summary>A schema in GraphQL's own language.</summary>
internal sealed class Schema
{
    private static readonly string[] BuiltIn = ["String", "ID", "Int", "Float", "Boolean"];

    private readonly Dictionary<string, NamedType> _types = BuiltIn.ToDictionary(name => name, name => new NamedType("scalar", name));

    public static Schema Parse(string text)
    {
        var schema = new Schema();
        var implementations = new List<(string Interface, string Type)>();
        for (var tokens = new Tokens(text); tokens.Peek is not null;)
        {
            var type = new NamedType(tokens.Next(), tokens.Next());
            schema._types[type.Name] = type;
            if (type.Kind is "type") type.Possible.Add(type.Name);
            if (tokens.Skip("implements"))
                do implementations.Add((tokens.Next(), type.Name));
                while (tokens.Skip("&"));
            if (tokens.Skip("="))
                do type.Possible.Add(tokens.Next());
                while (tokens.Skip("|"));
            if (tokens.Skip("{")) ParseBody(tokens, type);
        }
        foreach (var (name, type) in implementations) schema[name].Possible.Add(type);
        return schema;
    }

    public NamedType this[string type] => _types.TryGetValue(Bare(type), out var found) ? found : throw new GraphQlException($"Unknown type '{type}'.");

    public static string Bare(string type) => type.Trim('[', ']', '!');

    private static void ParseBody(Tokens tokens, NamedType type)
    {
        while (!tokens.Skip("}"))
        {
            var name = tokens.Next();
            if (type.Kind == "enum")
            {
                type.Values.Add(name);
                continue;
            }
            var arguments = new Dictionary<string, string>();
            if (tokens.Skip("("))
            {
                while (!tokens.Skip(")"))
                {
                    var argument = tokens.Next();
                    tokens.Expect(":");
                    arguments[argument] = tokens.Type();
                }
            }
            tokens.Expect(":");
            type.Fields[name] = new Field(tokens.Type(), arguments);
        }
    }
}
