using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;
using ControlPlane.Connectors.State;

namespace ControlPlane.Connectors.Partitions;

/// <summary>Puts several partitions into one, for sources that can be asked for many at once: each field becomes a list.</summary>
/// <param name="Deduplicate">A value that came before is left out.</param>
internal sealed record GroupingPartitionRouter(IPartitionRouter Underlying, int Size, bool Deduplicate) : IPartitionRouter
{
    public bool HasRequestOptions => false;

    public IReadOnlyList<Interpolated> PartitionFields => Underlying.PartitionFields;

    public static GroupingPartitionRouter? Compile(Component c)
    {
        var size = c.Integer("group_size");
        if (size is null or < 1) c.Error("group_size", "a whole number of at least 1");
        if (PartitionRouters.Compile(c, "underlying_partition_router") is not { } underlying)
        {
            if (!c.Has("underlying_partition_router")) c.Error("", "GroupingPartitionRouter needs underlying_partition_router");
            return null;
        }

        if (underlying.HasRequestOptions)
            c.Error("underlying_partition_router", "a request_option holds one value and cannot be used with groups: use stream_partition in the requester");
        return new(underlying, size ?? 1, c["deduplicate"] is null || c.Flag("deduplicate"));
    }

    public IPartitions Open(ReadContext context, JsonObject? state) => new Partitions(this, Underlying.Open(context, state));

    private sealed class Partitions(GroupingPartitionRouter router, IPartitions underlying) : IPartitions
    {
        private JsonObject? _parents = [];

        public async IAsyncEnumerable<StreamSlice> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var group = new List<StreamSlice>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var partition in underlying.ReadAsync(cancellationToken))
            {
                if (router.Deduplicate && !seen.Add(Value(partition))) continue;
                group.Add(partition);
                if (group.Count < router.Size) continue;
                _parents = underlying.ParentState();
                yield return Group(group);
                group.Clear();
            }

            _parents = underlying.ParentState();
            if (group.Count > 0) yield return Group(group);
        }

        public JsonObject? ParentState() => _parents?.DeepClone().AsObject();

        private static string Value(StreamSlice slice)
        {
            var values = slice.Partition.Where(p => p.Key != SubstreamPartitionRouter.ParentSlice).ToList();
            return values.Count == 1
                ? PartitionKey.Of(TemplateValues.ToJson(values[0].Value))
                : throw new ConnectorException(
                    ConnectorFaultKind.Configuration, $"GroupingPartitionRouter needs partitions of one field, these have {string.Join(", ", values.Select(v => v.Key))}");
        }

        private static StreamSlice Group(List<StreamSlice> group) => new(
            Lists(group[0].Partition.Keys, group, p => p.Partition), null, Lists(group.SelectMany(p => p.ExtraFields.Keys).Distinct(), group, p => p.ExtraFields));

        private static Dictionary<string, object?> Lists(
            IEnumerable<string> names, List<StreamSlice> group, Func<StreamSlice, IReadOnlyDictionary<string, object?>> part) =>
            names.ToDictionary(n => n, n => (object?)group.Select(p => part(p).GetValueOrDefault(n)).ToList(), StringComparer.Ordinal);
    }
}
