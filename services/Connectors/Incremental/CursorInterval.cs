namespace ControlPlane.Connectors.Incremental;

/// <summary>A stretch of the cursor that has been read, bounds included.</summary>
/// <param name="MostRecent">The latest record in it; null when there was none.</param>
internal readonly record struct CursorInterval(Position Start, Position End, Position? MostRecent)
{
    /// <summary>In order, with those that touch or overlap made one.</summary>
    public static List<CursorInterval> Merge(IEnumerable<CursorInterval> intervals, ICursorValues values)
    {
        var merged = new List<CursorInterval>();
        foreach (var next in intervals.OrderBy(i => i.Start.Order).ThenBy(i => i.End.Order))
        {
            if (merged.Count == 0 || values.Increment(merged[^1].End) < next.Start) merged.Add(next);
            else
                merged[^1] = merged[^1] with
                {
                    End = Position.Later(merged[^1].End, next.End),
                    MostRecent = Position.Later(merged[^1].MostRecent, next.MostRecent),
                };
        }

        return merged;
    }
}
