using ControlPlane.Models.Manifests;
using ControlPlane.Models.Quality.Checks;

namespace ControlPlane.Models.Quality;

/// <summary>The checks of one model, seed, snapshot or source table, in the order declared.</summary>
public sealed record QualityDeclaration(GraphNode Node, IReadOnlyList<QualityCheck> Checks);
