using ControlPlane.Models.Manifests;
using ControlPlane.Models.Quality.Checks;

namespace ControlPlane.Models.Quality;

/// <summary>What became of one check.</summary>
/// <param name="Relation">The relation's name as written into SQL.</param>
/// <param name="Rows">Of the relation, without regard to the check's <c>where</c>; null where it could not be read.</param>
/// <param name="Elapsed">How long all checks of the relation took, which are asked for together.</param>
public sealed record QualityResult(GraphNode Node, string Relation, QualityCheck Check, CheckOutcome Outcome, long? Rows, DateTimeOffset At, TimeSpan Elapsed = default)
{
    public QualityStatus Status => Outcome.Status;

    /// <summary>Of severity error, and failed or not evaluated.</summary>
    public bool IsFailure => Check.Severity == QualitySeverity.Error && Status is (QualityStatus.Fail or QualityStatus.Error);
}
