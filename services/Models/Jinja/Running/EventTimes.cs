using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Jinja.Running;

/// <summary>Which rows of an input with an event time a batch, or a sample, reads.</summary>
internal static class EventTimes
{
    public static Relation Narrow(RenderContext context, Relation relation, NodeConfig input)
    {
        if (input.Text("event_time") is not { Length: > 0 } field || context.Node is not { ResourceType: ResourceType.Model or ResourceType.Snapshot } node)
            return relation;
        var sample = context.Project.Invocation.Sample;
        var isMicrobatch = node.Config.Materialized == "incremental" && node.Config.Text("incremental_strategy") == "microbatch";
        var bounds = (isMicrobatch ? context.Batch : null, sample) switch
        {
            ({ } batch, { } narrower) => (Later(batch.Start, narrower.Start), Earlier(batch.End, narrower.End)),
            ({ } batch, null) => batch,
            (null, { } all) => all,
            _ => ((DateTimeOffset, DateTimeOffset)?)null,
        };
        return bounds is var (start, end) ? relation with { EventTime = new EventTimeFilter(field, start, end) } : relation;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
