using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Specification;

/// <summary>A config as a connector reads with it.</summary>
/// <param name="Config">Migrated, with what the manifest derives from it.</param>
/// <param name="Migrated">The config to keep from now on instead of the one given; null when nothing had to be migrated.</param>
public sealed record PreparedConfig(JsonObject Config, JsonObject? Migrated);
