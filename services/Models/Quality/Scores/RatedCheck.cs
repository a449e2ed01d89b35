using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Quality.Scores;

/// <summary>A check or test with what became of it, before it is weighed for a mart.</summary>
/// <param name="Nodes">Unique ids of what it speaks of.</param>
internal sealed record RatedCheck(string Name, IReadOnlyList<string> Nodes, QualityDimension Dimension, QualitySeverity Severity, QualityStatus Status)
{
    public static RatedCheck Of(QualityResult result) => new(result.Check.Name, [result.Node.UniqueId], result.Check.Dimension, result.Check.Severity, result.Status);

    /// <summary>Null for a test that has not run.</summary>
    /// <param name="status">As run_results.json has it.</param>
    public static RatedCheck? Of(ManifestNode test, string? status)
    {
        QualityStatus? known = status switch { "pass" => QualityStatus.Pass, "warn" => QualityStatus.Warn, "fail" => QualityStatus.Fail, "error" => QualityStatus.Error, _ => null };
        var severity = string.Equals(test.Config.Text("severity"), "warn", StringComparison.OrdinalIgnoreCase) ? QualitySeverity.Warn : QualitySeverity.Error;
        return known is { } became ? new(test.Name, test.AttachedNode is { } attached ? [attached] : test.DependsOn.Nodes, ScoreWeights.Of(test), severity, became) : null;
    }
}
