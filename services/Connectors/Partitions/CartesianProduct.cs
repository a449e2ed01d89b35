using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Partitions;

/// <summary>
/// Every combination of the partitions of several routers, the last one changing fastest. Those of the first are taken as they come; those
/// of the others are held, as they come again with each of the first. Where two name the same field, the first has its way.
/// </summary>
internal sealed record CartesianProduct(IReadOnlyList<IPartitionRouter> Routers) : IPartitionRouter
{
    public bool HasRequestOptions => Routers.Any(r => r.HasRequestOptions);

    public IReadOnlyList<Interpolated> PartitionFields => [.. Routers.SelectMany(r => r.PartitionFields)];

    /// <summary>States of parent streams are not kept here: which combination would they belong to?</summary>
    public IPartitions Open(ReadContext context, JsonObject? state) => new Partitions([.. Routers.Select(r => r.Open(context, null))]);

    public void Inject(RequestDraft draft, StreamSlice slice, Scope scope)
    {
        foreach (var router in Routers.Reverse()) router.Inject(draft, slice, scope);
    }

    private sealed class Partitions(IReadOnlyList<IPartitions> factors) : IPartitions
    {
        public async IAsyncEnumerable<StreamSlice> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var held = new List<List<StreamSlice>>();
            foreach (var factor in factors.Skip(1)) held.Add(await factor.ReadAsync(cancellationToken).ToListAsync(cancellationToken));
            await foreach (var first in factors[0].ReadAsync(cancellationToken))
                foreach (var combination in Combine(first, held, 0)) yield return combination;
        }

        public JsonObject? ParentState() => null;

        private static IEnumerable<StreamSlice> Combine(StreamSlice begun, List<List<StreamSlice>> held, int at) => at == held.Count
            ? [begun]
            : held[at].SelectMany(next => Combine(new(Union(begun.Partition, next.Partition), null, Union(begun.ExtraFields, next.ExtraFields)), held, at + 1));

        private static Dictionary<string, object?> Union(IReadOnlyDictionary<string, object?> first, IReadOnlyDictionary<string, object?> second)
        {
            var union = new Dictionary<string, object?>(first, StringComparer.Ordinal);
            foreach (var (name, value) in second) union.TryAdd(name, value);
            return union;
        }
    }
}
