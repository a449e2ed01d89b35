using ControlPlane.Templating.Evaluation;

namespace ControlPlane.Templating.Nodes;

/// <summary>Statements one after the other.</summary>
internal sealed class Body(Statement[] statements)
{
    public Statement[] Statements => statements;

    public void Render(Frame frame, Output output)
    {
        var run = frame.Run;
        try
        {
            foreach (var statement in statements)
            {
                statement.Render(frame, output);
                if (run.IsLeaving)
                    return;
            }
        }
        catch (Exception error) when (run.Explain(error) is { } explained)
        {
            throw explained;
        }
    }

    public string Capture(Frame frame)
    {
        var output = new Output(frame.Run);
        Render(frame, output);
        return output.TakeText();
    }

    public void Collect(NameCollector names) => names.All(statements);
}

internal sealed class DataStatement(Place place, string text) : Statement(place)
{
    public override void Render(Frame frame, Output output) => output.Write(text);

    public override void Collect(NameCollector names)
    {
    }
}

/// <summary>{{ expression }}</summary>
internal sealed class PrintStatement(Place place, Expression expression) : Statement(place)
{
    public Expression Expression => expression;

    public override void Render(Frame frame, Output output)
    {
        var value = expression.Evaluate(frame);
        if (frame.Run.IsReturning)
            return;
        frame.Run.At(expression);
        output.WriteValue(value);
    }

    public override void Collect(NameCollector names) => names.All(expression);
}

/// <summary>{% do expression %}</summary>
internal sealed class DoStatement(Place place, Expression expression) : Statement(place)
{
    public override void Render(Frame frame, Output output) => expression.Evaluate(frame);

    public override void Collect(NameCollector names) => names.All(expression);
}
