using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Partitions;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.State;

/// <summary>A stream without a cursor is read whole each time; its state says only that this was done.</summary>
internal sealed class FullRefreshProgress(IPartitions? partitions) : IStreamProgress
{
    /// <summary>What Airbyte's platform knows a finished full refresh by.</summary>
    public const string Key = "__ab_no_cursor_state_message";

    public bool HasCheckpoint => false;

    public bool IsCostly => false;

    public long LowerBound(string partition) => long.MinValue;

    public bool LeftOutLaterRecords => false;

    public async IAsyncEnumerable<OpenSlice> SlicesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (partitions is null)
        {
            yield return new(StreamSlice.Whole, null);
            yield break;
        }

        await foreach (var partition in partitions.ReadAsync(cancellationToken)) yield return new(partition, null);
    }

    public void Close(OpenSlice slice)
    {
    }

    public void Finish()
    {
    }

    public JsonObject State() => new() { [Key] = true };
}
