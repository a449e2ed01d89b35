namespace ControlPlane.Ingestion.Backfills;

/// <summary>A stretch of time, the end not included.</summary>
internal sealed record TimeRange(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;

    /// <summary>What is left of this range without the others, in order.</summary>
    public IReadOnlyList<TimeRange> Without(IEnumerable<TimeRange> covered)
    {
        List<TimeRange> gaps = [];
        var at = From;
        foreach (var one in covered.Where(one => one.To > From && one.From < To).OrderBy(one => one.From))
        {
            if (one.From > at) gaps.Add(new TimeRange(at, one.From));
            if (one.To > at) at = one.To;
        }
        if (at < To) gaps.Add(new TimeRange(at, To));
        return gaps;
    }

    /// <summary>Pieces of the length of a step; the last may be shorter.</summary>
    public IEnumerable<TimeRange> Cut(TimeSpan step)
    {
        for (var at = From; at < To; at += step) yield return new TimeRange(at, To - at > step ? at + step : To);
    }
}
