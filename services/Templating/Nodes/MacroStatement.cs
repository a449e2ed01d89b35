using ControlPlane.Templating.Evaluation;

namespace ControlPlane.Templating.Nodes;

internal readonly record struct Parameter(string Name, Expression? Default);

/// <summary>{% macro name(parameters) %} ... {% endmacro %}</summary>
internal sealed class MacroStatement(Place place, Callable callable, string name, string text) : Statement(place)
{
    public MacroDefinition Definition { get; } = new(place, callable, name, text);

    public override void Render(Frame frame, Output output) => frame.Set(name, callable.Bind(frame));

    public override void Collect(NameCollector names)
    {
        names.Store(name);
        callable.Collect(names);
    }
}

/// <summary>{% call(parameters) function(...) %} ... {% endcall %}</summary>
internal sealed class CallStatement(Place place, Callable block, CallExpression call) : Statement(place)
{
    public override void Render(Frame frame, Output output)
    {
        var value = call.Evaluate(frame, block.Bind(frame));
        if (frame.Run.IsReturning)
            return;
        frame.Run.At(call);
        output.WriteValue(value);
    }

    public override void Collect(NameCollector names)
    {
        names.All(call);
        block.Collect(names);
    }
}
