using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Nodes;

internal sealed class AttributeExpression(Place place, Expression target, string name) : Expression(place)
{
    public Expression Target => target;

    public string Name => name;

    public override object? Evaluate(Frame frame)
    {
        Run.EnterExpression();
        var value = target.Evaluate(frame);
        frame.Run.At(this);
        return MemberAccess.Attribute(value, name, frame.Run.Options.Undefined);
    }

    public override void Collect(NameCollector names) => names.All(target);
}

internal sealed class ItemExpression(Place place, Expression target, Expression key) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        Run.EnterExpression();
        var value = target.Evaluate(frame);
        var item = key.Evaluate(frame);
        frame.Run.At(this);
        return MemberAccess.Item(value, item, frame.Run.Options.Undefined);
    }

    public override void Collect(NameCollector names) => names.All(target, key);
}

internal sealed class SliceExpression(Place place, Expression target, Expression? start, Expression? stop, Expression? step) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        Run.EnterExpression();
        var value = target.Evaluate(frame);
        var (from, to, by) = (start?.Evaluate(frame), stop?.Evaluate(frame), step?.Evaluate(frame));
        frame.Run.At(this);
        return MemberAccess.Slice(value, from, to, by);
    }

    public override void Collect(NameCollector names) => names.All(target, start, stop, step);
}
