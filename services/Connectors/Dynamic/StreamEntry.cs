using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>Streams of a manifest that are there together: always, or when a condition on the config holds.</summary>
internal sealed record StreamEntry(Interpolated? Condition, IReadOnlyList<StreamDefinition> Streams)
{
    public static ComponentKinds<StreamEntry> Kinds { get; } = Create();

    public bool Holds(Scope scope) => Condition?.Test(scope) != false;

    private static ComponentKinds<StreamEntry> Create()
    {
        var kinds = new ComponentKinds<StreamEntry> { ["ConditionalStreams"] = Conditional };
        foreach (var (type, compile) in StreamDefinition.Kinds) kinds[type] = c => compile(c) is { } stream ? new(null, [stream]) : null;
        return kinds;
    }

    private static StreamEntry? Conditional(Component c)
    {
        var streams = c.Children("streams", StreamDefinition.Kinds);

        // The condition sees none of the parameters, as in the reference.
        var condition = c.Derive(new JsonObject { ["type"] = "ConditionalStreams", ["condition"] = c["condition"]?.DeepClone() }).Template("condition", required: true);
        return condition is null ? null : new(condition, streams);
    }
}
