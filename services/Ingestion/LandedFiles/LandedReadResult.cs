using System.Text.Json.Nodes;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>What a look into the folder brought.</summary>
/// <param name="Records">Records handed to the sink.</param>
/// <param name="Files">The files taken, relative to the folder, in order.</param>
/// <param name="Unsettled">Files that are still being written: look again later.</param>
/// <param name="Broken">Files of which nothing was taken, because they cannot be read to their end.</param>
/// <param name="State">To be given to the next read once the records are safe.</param>
internal sealed record LandedReadResult(long Records, IReadOnlyList<string> Files, IReadOnlyList<string> Unsettled, IReadOnlyList<BrokenFile> Broken, JsonObject State);

/// <param name="Why">Names the file.</param>
internal sealed record BrokenFile(string Path, string Why);
