using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Partitions;

/// <summary>The partitions of several parent streams, one parent after the other.</summary>
internal sealed class ParentPartitions(IReadOnlyList<ParentRead> parents) : IPartitions
{
    public async IAsyncEnumerable<StreamSlice> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var parent in parents)
            await foreach (var partition in parent.PartitionsAsync(cancellationToken)) yield return partition;
    }

    public JsonObject? ParentState()
    {
        var states = new JsonObject();
        foreach (var parent in parents.Where(p => p.KeepsState)) states[parent.Name] = parent.State();
        return states;
    }
}
