using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Nodes;

internal sealed class LiteralExpression(Place place, object? value) : Expression(place)
{
    public object? Value => value;

    public override object? Evaluate(Frame frame) => value;

    public override void Collect(NameCollector names)
    {
    }
}

internal sealed class ListExpression(Place place, Expression[] items) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        var list = new List<object?>(items.Length);
        foreach (var item in items)
            list.Add(item.Evaluate(frame));
        return list;
    }

    public override void Collect(NameCollector names) => names.All(items);
}

internal sealed class TupleExpression(Place place, Expression[] items) : Expression(place)
{
    public override object? Evaluate(Frame frame) => new TupleValue(Array.ConvertAll(items, item => item.Evaluate(frame)));

    public override void Collect(NameCollector names) => names.All(items);
}

internal sealed class DictExpression(Place place, (Expression Key, Expression Value)[] items) : Expression(place)
{
    public override object? Evaluate(Frame frame)
    {
        var dict = new DictValue();
        foreach (var (key, value) in items)
        {
            var evaluated = key.Evaluate(frame);
            frame.Run.At(this);
            dict.Set(evaluated, value.Evaluate(frame));
        }

        return dict;
    }

    public override void Collect(NameCollector names)
    {
        foreach (var (key, value) in items)
            names.All(key, value);
    }
}

internal sealed class NameExpression(Place place, string name) : Expression(place)
{
    public string Name => name;

    public override object? Evaluate(Frame frame)
    {
        if (frame.TryGet(name, out var value))
            return value;
        frame.Run.At(this);
        return new Undefined(name, null, frame.Run.Options.Undefined);
    }

    public override void Collect(NameCollector names) => names.Load(name);
}
