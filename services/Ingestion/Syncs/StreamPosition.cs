using System.Text.Json.Nodes;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>Up to where a stream has been read.</summary>
/// <param name="State">The connector's; null before the first sync.</param>
/// <param name="Boundary">Null where it is not kept.</param>
internal sealed record StreamPosition(JsonObject? State, Boundary? Boundary);
