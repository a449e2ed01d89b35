using ControlPlane.Templating.Evaluation;

namespace ControlPlane.Templating.Nodes;

/// <summary>{% break %} and {% continue %}</summary>
internal sealed class LoopControl(Place place, LoopExit exit) : Statement(place)
{
    public override void Render(Frame frame, Output output) => frame.Run.Exit = exit;

    public override void Collect(NameCollector names)
    {
    }
}
