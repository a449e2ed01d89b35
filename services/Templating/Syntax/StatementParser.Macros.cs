using ControlPlane.Templating.Nodes;

namespace ControlPlane.Templating.Syntax;

/// <summary>macro and call.</summary>
internal sealed partial class StatementParser
{
    private MacroStatement ParseMacro(Place place, string prefix = "", string end = "endmacro")
    {
        var name = prefix + tokens.ExpectName().Text;
        return FinishMacro(place, name, ParseSignature(), end);
    }

    /// <summary>{% materialization name, adapter='duckdb', supported_languages=['sql'] %} or {% materialization name, default %}</summary>
    private MacroStatement ParseMaterialization(Place place)
    {
        var name = tokens.ExpectName();
        var adapter = "default";
        Expression? languages = null;
        while (tokens.Skip(","))
        {
            var option = tokens.ExpectName();
            if (option.Text == "default")
                continue;
            tokens.Expect("=");
            var value = _expressions.Parse();
            if (option.Text == "supported_languages")
                languages = value;
            else if (option.Text == "adapter" && value is LiteralExpression { Value: string text })
                adapter = text;
            else
                throw tokens.Fail($"materialization '{name.Text}' received unknown argument '{option.Text}'.", option);
        }

        languages ??= new ListExpression(place, [new LiteralExpression(place, "sql")]);
        return FinishMacro(place, $"materialization_{name.Text}_{adapter}", [new Parameter("supported_languages", languages)], "endmaterialization");
    }

    private MacroStatement ParseDocs(Place place) => FinishMacro(place, tokens.ExpectName().Text, [], "enddocs");

    private MacroStatement FinishMacro(Place place, string name, Parameter[] parameters, string end)
    {
        var outer = _loops;
        _loops = 0;
        var body = ParseBlock(end);
        _loops = outer;
        tokens.Take();
        return new MacroStatement(place, new Callable(name, parameters, body), name, TextOfBlock(place));
    }

    private CallStatement ParseCall(Place place)
    {
        var parameters = tokens.Current.IsOperator("(") ? ParseSignature() : [];
        var token = tokens.Current;
        if (_expressions.Parse() is not CallExpression call)
            throw tokens.Fail("expected call", token);
        var body = ParseBlock("endcall");
        tokens.Take();
        return new CallStatement(place, new Callable("caller", parameters, body), call);
    }

    private Parameter[] ParseSignature()
    {
        tokens.Expect("(");
        List<Parameter> parameters = [];
        while (!tokens.Current.IsOperator(")"))
        {
            var name = tokens.ExpectName();
            if (options.ModelTags && tokens.Skip(":"))
                SkipType();
            var fallback = tokens.Skip("=") ? _expressions.Parse() : null;
            if (fallback is null && parameters.Exists(parameter => parameter.Default is not null))
                throw tokens.Fail("non-default argument follows default argument", name);
            parameters.Add(new Parameter(name.Text, fallback));
            if (!tokens.Skip(","))
                break;
        }

        tokens.Expect(")");
        return [.. parameters];
    }

    /// <summary>The type of a parameter: <c>int</c>, <c>Dict[str, str]</c>. Nothing checks it, as in the reference.</summary>
    private void SkipType()
    {
        tokens.ExpectName();
        if (!tokens.Skip("["))
            return;
        do
        {
            SkipType();
        }
        while (tokens.Skip(","));
        tokens.Expect("]");
    }

    /// <summary>The text from the block's first tag to the end of its last, which ends here.</summary>
    private string TextOfBlock(Place place)
    {
        var text = tokens.Source.Text;
        var start = text.LastIndexOf("{%", place.Offset, StringComparison.Ordinal);
        var end = Math.Min(text.Length, tokens.Current.Offset + 2);
        return text[Math.Max(start, 0)..end];
    }
}
