namespace ControlPlane.Models.Quality.History;

/// <summary>One check of one run, as kept.</summary>
/// <param name="Run">Id of the invocation.</param>
/// <param name="Kind">Of the check: <c>volume</c>.</param>
/// <param name="Message">No values of the data.</param>
/// <param name="Value">A count, a share, or an age in seconds; null where none was found out.</param>
public sealed record QualityRecord(
    DateTimeOffset At, Guid Run, string UniqueId, string Relation, string Check, string Kind, QualityDimension Dimension, QualitySeverity Severity, QualityStatus Status,
    double? Value, long? Failures, long? Rows, string Message)
{
    public CheckKey Key => new(UniqueId, Relation, Check);

    public static QualityRecord Of(QualityResult result, Guid run) => new(
        result.At, run, result.Node.UniqueId, result.Relation, result.Check.Name, result.Check.Kind, result.Check.Dimension, result.Check.Severity, result.Status,
        result.Outcome.Value, result.Outcome.Failures, result.Rows, result.Outcome.Message);
}
