using System.Globalization;

namespace ControlPlane.Ingestion.Backfills;

/// <summary>What a backfill will cost in calls of the source's API.</summary>
/// <param name="Known">False: no slice of the stream was ever read, so that the figures are no more than bounds.</param>
/// <param name="Calls">What is expected; null when not known.</param>
/// <param name="AtMost">Null: nobody can say.</param>
/// <param name="Basis">What it was reckoned from.</param>
internal sealed record CallEstimate(bool Known, long? Calls, long AtLeast, long? AtMost, string Basis)
{
    /// <param name="read">The slices of this stream that were read: how long they are and how many calls each took.</param>
    /// <param name="mostOfASync">The most calls that a sync of the stream took; null when none was counted.</param>
    public static CallEstimate For(IReadOnlyList<TimeRange> slices, IReadOnlyList<(TimeSpan Length, int Calls)> read, int? mostOfASync)
    {
        var counted = read.Where(one => one.Length > TimeSpan.Zero).ToList();
        if (slices.Count == 0) return new(true, 0, 0, 0, "Nothing is left to read.");
        if (counted.Count == 0)
            return new(false, null, slices.Count, mostOfASync is { } most ? Math.Max(slices.Count, (long)slices.Count * most) : null, mostOfASync is { } one
                ? string.Create(CultureInfo.InvariantCulture, $"Unknown: no slice of the stream was read before. At least a call a slice; at most {one} a slice, as many as its costliest sync took, unless the past holds more.")
                : "Unknown: the stream was never read. At least a call a slice.");
        var rates = counted.ConvertAll(one => one.Calls / one.Length.TotalHours);
        var mean = counted.Sum(one => one.Calls) / counted.Sum(one => one.Length.TotalHours);
        return new(true, At(mean), At(rates.Min()), At(rates.Max()), $"The calls of {counted.Count} slices of the stream that were read before, by the length of time.");

        long At(double callsAnHour) => slices.Sum(slice => Math.Max(1, (long)Math.Ceiling(callsAnHour * slice.Length.TotalHours - 1e-9)));
    }
}
