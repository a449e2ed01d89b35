using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;

namespace ControlPlane.Connectors.State;

/// <summary>A partition while its slices are read.</summary>
/// <param name="Key">Its <see cref="PartitionKey"/>.</param>
/// <param name="ParentState">The state of the parent streams when the partition was found: it holds once the partition is done.</param>
internal sealed record PartitionTurn(string Key, CursorProgress Progress, JsonObject? ParentState)
{
    /// <summary>Slices handed out and not closed.</summary>
    public int Open { get; set; }

    /// <summary>No further slice will be handed out.</summary>
    public bool IsComplete { get; set; }

    public bool IsDone => IsComplete && Open == 0;
}
