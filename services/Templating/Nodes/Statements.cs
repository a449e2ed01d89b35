using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Nodes;

internal readonly record struct Branch(Expression Test, Body Body);

internal sealed class IfStatement(Place place, Branch[] branches, Body? otherwise) : Statement(place)
{
    public override void Render(Frame frame, Output output)
    {
        foreach (var (test, body) in branches)
        {
            var decision = test.Evaluate(frame);
            frame.Run.At(test);
            if (!Truth.Of(decision))
                continue;
            body.Render(frame, output);
            return;
        }

        otherwise?.Render(frame, output);
    }

    public override void Collect(NameCollector names)
    {
        var actions = new List<Action>();
        foreach (var (test, body) in branches)
        {
            names.All(test);
            actions.Add(() => body.Collect(names));
        }

        actions.Add(() => otherwise?.Collect(names));
        names.Branches([.. actions]);
    }
}

/// <summary>{% set target = value %}</summary>
internal sealed class SetStatement(Place place, Target target, Expression value) : Statement(place)
{
    public override void Render(Frame frame, Output output) => target.Assign(frame, value.Evaluate(frame));

    public override void Collect(NameCollector names) => names.All(value, target);
}

/// <summary>{% set target | filters %} ... {% endset %}</summary>
internal sealed class BlockSetStatement(Place place, Target target, Expression value, Body body) : Statement(place)
{
    public override void Render(Frame frame, Output output)
    {
        var inner = frame.Inner();
        CapturedText.Set(inner, body.Capture(inner));
        if (!frame.Run.IsReturning)
            target.Assign(frame, value.Evaluate(inner));
    }

    public override void Collect(NameCollector names)
    {
        names.Scope(() => body.Collect(names));
        names.All(value, target);
    }
}

/// <summary>{% filter name %} ... {% endfilter %}</summary>
internal sealed class FilterStatement(Place place, Expression value, Body body) : Statement(place)
{
    public override void Render(Frame frame, Output output)
    {
        var inner = frame.Inner();
        CapturedText.Set(inner, body.Capture(inner));
        if (!frame.Run.IsReturning)
            output.Write(PythonText.Str(value.Evaluate(inner)));
    }

    public override void Collect(NameCollector names)
    {
        names.Scope(() => body.Collect(names));
        names.All(value);
    }
}

/// <summary>Stands for the text of the block in front of the filters of a set or filter block.</summary>
internal sealed class CapturedText(Place place) : Expression(place)
{
    // No name in a template can hold a blank, so nothing else can meet it.
    private const string Key = "block text";

    public static void Set(Frame frame, string text) => frame.Set(Key, text);

    public override object? Evaluate(Frame frame) => frame.TryGet(Key, out var text) ? text : "";

    public override void Collect(NameCollector names)
    {
    }
}

/// <summary>{% with name = value %} ... {% endwith %}, and plain inner scopes.</summary>
internal sealed class WithStatement(Place place, (Target Target, Expression Value)[] assignments, Body body) : Statement(place)
{
    public override void Render(Frame frame, Output output)
    {
        var inner = frame.Inner();
        foreach (var (target, value) in assignments)
            target.Assign(inner, value.Evaluate(frame));
        body.Render(inner, output);
    }

    public override void Collect(NameCollector names)
    {
        foreach (var (_, value) in assignments)
            names.All(value);
        names.Scope(() =>
        {
            foreach (var (target, _) in assignments)
                names.All(target);
            body.Collect(names);
        });
    }
}
