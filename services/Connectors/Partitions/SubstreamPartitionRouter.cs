using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Partitions;

/// <summary>A partition for each record of one or more parent streams.</summary>
internal sealed record SubstreamPartitionRouter(IReadOnlyList<ParentStreamConfig> Parents) : IPartitionRouter
{
    /// <summary>The field of a partition that holds the parent's own partition.</summary>
    public const string ParentSlice = "parent_slice";

    /// <summary>The extra field that holds the child's first page.</summary>
    public const string FirstPage = "child_response";

    public bool HasRequestOptions => Parents.Any(p => p.Option is not null);

    public IReadOnlyList<Interpolated> PartitionFields => [.. Parents.Select(p => p.Field)];

    public static SubstreamPartitionRouter? Compile(Component c)
    {
        var parents = c.Children("parent_stream_configs", ParentStreamConfig.Kinds);
        if (c["parent_stream_configs"] is not JsonArray { Count: > 0 }) c.Error("parent_stream_configs", "SubstreamPartitionRouter needs at least one parent stream");
        return parents.Count == 0 ? null : new(parents);
    }

    public IPartitions Open(ReadContext context, JsonObject? state) => new ParentPartitions([.. Parents.Select(p => new ParentRead(p, context, state))]);

    public void Inject(RequestDraft draft, StreamSlice slice, Scope scope)
    {
        foreach (var parent in Parents)
            if (parent.Option is { } option && slice.Partition.GetValueOrDefault(parent.Field.Render(scope)) is { } value && TemplateValues.IsTrue(value))
                option.Inject(draft, TemplateValues.ToText(value), value, scope);
    }
}
