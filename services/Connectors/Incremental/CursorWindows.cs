namespace ControlPlane.Connectors.Incremental;

/// <summary>A window that is asked for by its own requests; both bounds are part of it.</summary>
internal readonly record struct CursorWindow(Position Start, Position End);

/// <summary>Cuts what is still to be read into windows that touch without overlapping.</summary>
internal static class CursorWindows
{
    /// <param name="reachesEnd"><paramref name="upper"/> is the end of the read, not the start of something already read.</param>
    public static IEnumerable<CursorWindow> Cut(CursorTerms terms, Position lower, Position upper, bool reachesEnd)
    {
        if (terms.Only is not null && reachesEnd && lower == upper)
        {
            // One period of the source is a window as well: it begins and ends with the same value.
            yield return new(lower, upper);
            yield break;
        }

        if (lower >= upper || upper < terms.Start) yield break;
        lower = Position.Later(lower, terms.Start);
        if (terms.Step is not { } step || lower.Plus(step) >= upper)
        {
            yield return Window(terms, Clamp(terms, lower), Clamp(terms, upper), isLast: reachesEnd);
            yield break;
        }

        while (true)
        {
            var until = Position.Earlier(lower.Plus(step), upper);
            var isLast = until >= upper;
            var (start, end) = (Clamp(terms, lower), isLast ? until : Clamp(terms, until));
            if (start >= end) yield break;
            yield return Window(terms, start, end, isLast && reachesEnd);
            if (isLast) yield break;
            lower = end;
        }
    }

    private static Position Clamp(CursorTerms terms, Position position) =>
        ReferenceEquals(terms.Clamping, Clamping.None) ? position : Position.Of(terms.Clamping.Up(position.Time));

    /// <summary>A window that another one follows ends just before it.</summary>
    private static CursorWindow Window(CursorTerms terms, Position start, Position end, bool isLast) =>
        new(start, terms.Granularity is { } granularity && !isLast ? end.Minus(granularity) : end);
}
