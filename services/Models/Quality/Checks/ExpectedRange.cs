namespace ControlPlane.Models.Quality.Checks;

/// <summary>What a count is expected to be, after those of earlier runs.</summary>
internal readonly record struct ExpectedRange(double Mean, double Deviation, double Low, double High, int Runs)
{
    public bool Holds(double value) => value >= Low && value <= High;

    /// <param name="history">At least one value.</param>
    /// <param name="sensitivity">In standard deviations.</param>
    /// <param name="tolerance">The share of the mean that is always accepted.</param>
    public static ExpectedRange Of(IReadOnlyList<double> history, double sensitivity, double tolerance)
    {
        var mean = history.Average();
        var deviation = history.Count < 2 ? 0 : Math.Sqrt(history.Sum(value => (value - mean) * (value - mean)) / (history.Count - 1));
        var margin = Math.Max(sensitivity * deviation, tolerance * mean);
        return new(mean, deviation, Math.Max(0, mean - margin), mean + margin, history.Count);
    }

    public override string ToString() =>
        $"expected {Measured.Number(Math.Ceiling(Low))} to {Measured.Number(Math.Floor(High))} (mean {Measured.Number(Math.Round(Mean, 1))}, deviation {Measured.Number(Math.Round(Deviation, 1))} over {Runs} runs)";
}
