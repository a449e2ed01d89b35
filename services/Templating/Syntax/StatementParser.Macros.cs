using ControlPlane.Templating.Nodes;

namespace ControlPlane.Templating.Syntax;

/// <summary>macro and call.</summary>
internal sealed partial class StatementParser
{
    private MacroStatement ParseMacro(Place place)
    {
        var name = tokens.ExpectName().Text;
        var parameters = ParseSignature();
        var body = ParseBlock("endmacro");
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

    /// <summary>The text from the block's first tag to the end of its last, which ends here.</summary>
    private string TextOfBlock(Place place)
    {
        var text = tokens.Source.Text;
        var start = text.LastIndexOf("{%", place.Offset, StringComparison.Ordinal);
        var end = Math.Min(text.Length, tokens.Current.Offset + 2);
        return text[Math.Max(start, 0)..end];
    }
}
