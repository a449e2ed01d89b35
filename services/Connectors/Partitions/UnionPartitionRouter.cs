using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;
using ControlPlane.Connectors.State;

namespace ControlPlane.Connectors.Partitions;

/// <summary>
/// The partitions of several routers one after the other, each value once. A partition is its one field only; what else a router says of
/// it is an extra field, so that the state knows a value again wherever it came from.
/// </summary>
internal sealed record UnionPartitionRouter(IReadOnlyList<IPartitionRouter> Routers, Interpolated Field) : IPartitionRouter
{
    public bool HasRequestOptions => false;

    public IReadOnlyList<Interpolated> PartitionFields => [Field];

    public static UnionPartitionRouter? Compile(Component c)
    {
        var routers = c.Children("partition_routers", PartitionRouters.Kinds);
        if (c["partition_routers"] is not JsonArray { Count: >= 2 }) c.Error("partition_routers", "UnionPartitionRouter needs at least two routers");
        if (routers.Any(r => r.HasRequestOptions))
            c.Error("partition_routers", "a request_option of one router would not hold for the others: use stream_partition in the requester");
        var field = c.Template("partition_field", required: true);
        if (field is { IsLiteral: true })
            foreach (var other in routers.SelectMany(r => r.PartitionFields).Where(f => f.IsLiteral && f.Text != field.Text))
                c.Error("partition_routers", $"every router must give the field '{field.Text}', one gives '{other.Text}'");
        return field is null ? null : new(routers, field);
    }

    public IPartitions Open(ReadContext context, JsonObject? state) =>
        new Partitions(Field.Render(context.Scope), [.. Routers.Select(r => r.Open(context, state))]);

    private sealed class Partitions(string field, IReadOnlyList<IPartitions> parts) : IPartitions
    {
        public async IAsyncEnumerable<StreamSlice> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var part in parts)
            {
                await foreach (var slice in part.ReadAsync(cancellationToken))
                {
                    if (!slice.Partition.TryGetValue(field, out var value))
                        throw new ConnectorException(
                            ConnectorFaultKind.Configuration,
                            $"UnionPartitionRouter needs partitions with the field '{field}', one has {string.Join(", ", slice.Partition.Keys)}");
                    if (seen.Add(PartitionKey.Of(TemplateValues.ToJson(value)))) yield return Only(slice, value);
                }
            }
        }

        public JsonObject? ParentState()
        {
            var merged = new JsonObject();
            foreach (var parents in parts.Select(p => p.ParentState()).OfType<JsonObject>())
                foreach (var (name, state) in parents) merged[name] = state?.DeepClone();
            return merged;
        }

        private StreamSlice Only(StreamSlice slice, object? value)
        {
            var extra = new Dictionary<string, object?>(slice.ExtraFields, StringComparer.Ordinal);
            foreach (var (name, carried) in slice.Partition.Where(p => p.Key != field)) extra[name] = carried;
            return new(new Dictionary<string, object?>(StringComparer.Ordinal) { [field] = value }, null, extra);
        }
    }
}
