using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Nodes;

/// <summary>What a value can be assigned to.</summary>
internal abstract class Target(Place place) : Node(place)
{
    public abstract void Assign(Frame frame, object? value);
}

internal sealed class NameTarget(Place place, string name) : Target(place)
{
    public string Name => name;

    public override void Assign(Frame frame, object? value) => frame.Set(name, value);

    public override void Collect(NameCollector names) => names.Store(name);
}

/// <summary>{% set namespace.attribute = ... %}</summary>
internal sealed class NamespaceTarget(Place place, string name, string attribute) : Target(place)
{
    public override void Assign(Frame frame, object? value)
    {
        frame.Run.At(this);
        if (!frame.TryGet(name, out var target) || target is not NamespaceValue space)
            throw new TemplateException("cannot assign attribute on non-namespace object");
        space.Set(attribute, value);
    }

    public override void Collect(NameCollector names) => names.Load(name);
}

internal sealed class TupleTarget(Place place, Target[] items) : Target(place)
{
    public override void Assign(Frame frame, object? value)
    {
        frame.Run.At(this);
        var values = Sequences.ToList(value);
        if (values.Count > items.Length)
            throw new TemplateException($"too many values to unpack (expected {items.Length})");
        if (values.Count < items.Length)
            throw new TemplateException($"not enough values to unpack (expected {items.Length}, got {values.Count})");
        for (var i = 0; i < items.Length; i++)
            items[i].Assign(frame, values[i]);
    }

    public override void Collect(NameCollector names)
    {
        foreach (var item in items)
            item.Collect(names);
    }
}
