using ControlPlane.Models.Quality.Declarations;

namespace ControlPlane.Models.Quality.Checks;

/// <summary>
/// The number of rows against that of earlier runs: mean ± sensitivity × standard deviation (of a sample) over the last runs, but never narrower than
/// mean ± tolerance × mean, so that a count which never changed may grow a little. Fixed bounds hold from the first run on.
/// </summary>
/// <param name="WindowRuns">Runs looked back on.</param>
/// <param name="MinHistory">With fewer runs it passes as learning.</param>
/// <param name="WarnSensitivity">Narrower than <paramref name="Sensitivity"/>; null for no warning.</param>
public sealed record VolumeCheck(CheckIdentity Declared, int WindowRuns, int MinHistory, double Sensitivity, double? WarnSensitivity, double Tolerance, Bounds Bounds) : QualityCheck(Declared)
{
    internal static readonly CheckKind Reader = new("volume", ["window", "min_history", "sensitivity", "warn_sensitivity", "tolerance", .. Bounds.Keys], NeedsColumn: false, Read);

    public override string Kind => Reader.Name;

    public override QualityDimension Dimension => QualityDimension.Volume;

    internal override int Window => WindowRuns;

    internal override IReadOnlyList<string> Measures(MeasureScope scope) => [scope.Count(this)];

    internal override CheckOutcome Judge(Measured measured, JudgingContext context)
    {
        var rows = measured.Count(0);
        var bounded = Bounds.Judge(rows);
        if (bounded == QualityStatus.Fail) return new(bounded, $"{rows} rows; {Bounds}", rows);
        if (context.History.Count < MinHistory)
            return new(bounded == QualityStatus.Pass ? QualityStatus.Learning : bounded, $"{rows} rows; {(bounded == QualityStatus.Warn ? $"{Bounds}; " : "")}learning: {context.History.Count} of {MinHistory} runs are known", rows);
        var expected = ExpectedRange.Of(context.History, Sensitivity, Tolerance);
        var status = !expected.Holds(rows) ? QualityStatus.Fail
            : WarnSensitivity is { } warn && !ExpectedRange.Of(context.History, warn, Tolerance).Holds(rows) ? QualityStatus.Warn : bounded;
        return new(status, $"{rows} rows; {expected}{(status == QualityStatus.Warn && bounded == status ? $"; {Bounds}" : "")}", rows);
    }

    private static VolumeCheck Read(CheckEntry entry, CheckIdentity declared)
    {
        var window = (int)(entry.Whole("window", 2, 1000) ?? 14);
        var least = (int)(entry.Whole("min_history", 2, 1000) ?? Math.Min(5, window));
        if (least > window) entry.Fail("min_history", $"'min_history' of the {entry.What} is above its 'window', so that it never judges.", "Make the window at least as long.");
        var (sensitivity, warn) = (entry.Number("sensitivity", 0.1, 100) ?? 3, entry.Number("warn_sensitivity", 0.1, 100));
        if (warn > sensitivity) entry.Fail("warn_sensitivity", $"'warn_sensitivity' of the {entry.What} is above its 'sensitivity', so that it never warns.", "Make it the smaller of the two.");
        return new(declared, window, least, sensitivity, warn, entry.Number("tolerance", 0, 1) ?? 0.05, Bounds.Read(entry, 0, double.MaxValue));
    }
}
