using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Nodes;

/// <summary>{% for target in items if filter recursive %} ... {% else %} ... {% endfor %}</summary>
internal sealed class ForStatement(Place place, Target target, Expression items, Expression? filter, bool recursive, Body body, Body? otherwise)
    : Statement(place)
{
    public override void Render(Frame frame, Output output)
    {
        var source = items.Evaluate(frame);
        frame.Run.At(items);
        Loop(frame, source, output, 0);
    }

    private void Loop(Frame frame, object? source, Output output, int depth)
    {
        var list = Select(frame, source);
        if (list.Count == 0)
        {
            otherwise?.Render(frame, output);
            return;
        }

        var loop = new LoopValue(list, depth, recursive ? Recurse : null);
        for (var i = 0; i < list.Count; i++)
        {
            frame.Run.At(this);
            frame.Run.CountIteration();
            var inner = frame.Inner();
            loop.Index0 = i;
            inner.Set("loop", loop);
            target.Assign(inner, list[i]);
            body.Render(inner, output);
            if (frame.Run.IsReturning)
                return;
            if (frame.Run.TakeExit() == LoopExit.Break)
                return;
        }

        string Recurse(object? nested)
        {
            frame.Run.EnterCall();
            var text = new Output(frame.Run);
            Loop(frame, nested, text, depth + 1);
            frame.Run.LeaveCall();
            return text.TakeText();
        }
    }

    private IReadOnlyList<object?> Select(Frame frame, object? source)
    {
        if (filter is null)
            return source as IReadOnlyList<object?> is { } ready and not List<object?> ? ready : Sequences.ToList(source);

        List<object?> kept = [];
        foreach (var item in Sequences.Iterate(source))
        {
            frame.Run.CountIteration();
            var inner = frame.Inner();
            target.Assign(inner, item);
            var decision = filter.Evaluate(inner);
            frame.Run.At(filter);
            if (Truth.Of(decision))
                kept.Add(item);
        }

        return kept;
    }

    public override void Collect(NameCollector names)
    {
        names.All(items);
        names.Scope(() =>
        {
            names.Store("loop");
            target.Collect(names);
            names.All(filter);
            body.Collect(names);
        });
        names.Scope(() => otherwise?.Collect(names));
    }
}
