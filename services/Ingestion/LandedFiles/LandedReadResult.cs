using System.Text.Json.Nodes;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>What a look into the folder brought.</summary>
/// <param name="Records">Records handed to the sink.</param>
/// <param name="Files">The files taken, relative to the folder, in order.</param>
/// <param name="Unsettled">Files that are still being written: look again later.</param>
/// <param name="State">To be given to the next read once the records are safe.</param>
public sealed record LandedReadResult(long Records, IReadOnlyList<string> Files, IReadOnlyList<string> Unsettled, JsonObject State);
