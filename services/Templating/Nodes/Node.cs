using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Syntax;

namespace ControlPlane.Templating.Nodes;

/// <summary>Where a node begins.</summary>
internal readonly record struct Place(Source Source, int Offset);

internal abstract class Node(Place place)
{
    public Place Place { get; } = place;

    /// <summary>Tells <paramref name="names"/> which names the node reads and sets, in order.</summary>
    public abstract void Collect(NameCollector names);
}

/// <summary>A part that has a value. Immutable; evaluated by many renders at once.</summary>
internal abstract class Expression(Place place) : Node(place)
{
    public abstract object? Evaluate(Frame frame);
}

/// <summary>A part that writes.</summary>
internal abstract class Statement(Place place) : Node(place)
{
    public abstract void Render(Frame frame, Output output);
}
