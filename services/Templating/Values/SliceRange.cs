namespace ControlPlane.Templating.Values;

/// <summary>The indexes that start:stop:step picks.</summary>
internal static class SliceRange
{
    public static IEnumerable<int> Of(int length, object? start, object? stop, object? step)
    {
        var by = step is null ? 1 : Bound(step);
        if (by == 0)
            throw new TemplateException("slice step cannot be zero");
        var low = by > 0 ? 0 : -1;
        var high = by > 0 ? length : length - 1;
        var from = start is null ? (by > 0 ? low : high) : Clamp(Bound(start));
        var to = stop is null ? (by > 0 ? high : low) : Clamp(Bound(stop));
        return Walk(from, to, by);

        long Clamp(long bound) => Math.Clamp(bound < 0 ? bound + length : bound, low, high);
    }

    private static IEnumerable<int> Walk(long from, long to, long by)
    {
        for (var i = from; by > 0 ? i < to : i > to; i += by)
            yield return (int)i;
    }

    private static long Bound(object? value) => value is Undefined undefined
        ? throw undefined.Fail()
        : Numbers.TryToLong(value, out var number)
            ? number
            : throw TemplateException.Type("slice indices must be integers or None or have an __index__ method");
}
