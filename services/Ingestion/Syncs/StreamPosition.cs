using System.Text.Json.Nodes;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>Up to where a stream has been read.</summary>
/// <param name="State">The connector's; null before the first sync.</param>
/// <param name="Boundary">Null where it is not kept.</param>
/// <param name="Moves">How often it was moved, forwards or back; 0 before the first sync.</param>
internal sealed record StreamPosition(JsonObject? State, Boundary? Boundary, long Moves = 0);
