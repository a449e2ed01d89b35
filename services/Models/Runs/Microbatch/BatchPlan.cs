using System.Globalization;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Models.Runs.Microbatch;

/// <summary>Which batches a run of a microbatch model writes.</summary>
/// <param name="Size">Null is an error of the model.</param>
internal sealed record BatchPlan(BatchSize Size, IReadOnlyList<Batch> Batches)
{
    /// <param name="isIncremental">The table is there and is not made anew: only the latest batches are written.</param>
    /// <param name="from">Given with the call; goes before all else.</param>
    /// <param name="now">The end where none is given.</param>
    /// <exception cref="RunException">A config that is needed is missing.</exception>
    public static BatchPlan For(ManifestNode model, bool isIncremental, DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset now)
    {
        var size = SizeOf(model);
        var end = size.Ceiling((to ?? now).ToUniversalTime());
        var start = StartOf(model, size, isIncremental, from, end);
        var batches = new List<Batch> { new(start, size.Offset(start, 1)) };
        while (batches[^1].End < end) batches.Add(new(batches[^1].End, size.Offset(batches[^1].End, 1)));
        batches[^1] = batches[^1] with { End = end };
        return new(size, batches);
    }

    /// <exception cref="RunException">It is missing or no size.</exception>
    public static BatchSize SizeOf(ManifestNode model) => BatchSizes.Parse(model.Config.Text("batch_size")) ?? throw new RunException(
        $"Microbatch model '{model.Name}' does not have a 'batch_size' config (one of ['hour', 'day', 'month', 'year']) specificed.");

    private static DateTimeOffset StartOf(ManifestNode model, BatchSize size, bool isIncremental, DateTimeOffset? from, DateTimeOffset end)
    {
        if (from is not null) return size.Truncate(from.Value.ToUniversalTime());
        if (!isIncremental) return size.Truncate(BeginOf(model));
        var lookback = Convert.ToInt32(model.Config["lookback"] ?? 1L, CultureInfo.InvariantCulture);
        // An end on the line between two batches closes the one before it.
        return size.Offset(end, -(size.Truncate(end) == end ? lookback + 1 : lookback));
    }

    private static DateTimeOffset BeginOf(ManifestNode model) => model.Config["begin"] switch
    {
        DateTimeOffset time => time.ToUniversalTime(),
        DateTime time => new(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        DateOnly date => new(date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) => time,
        null => throw new RunException($"Microbatch model '{model.Name}' requires a 'begin' configuration."),
        var other => throw new RunException($"Microbatch model '{model.Name}' has a 'begin' configuration that is no date: {other}. Write it as 2024-01-01."),
    };
}
