namespace ControlPlane.Templating.Values;

/// <summary>Python's stable sort; reversed it keeps the order of equal items as well.</summary>
internal static class Sorting
{
    public static List<object?> Sort(IEnumerable<object?> items, Func<object?, object?> key, bool reverse)
    {
        var comparer = Comparer<object?>.Create((left, right) => PythonComparison.Compare(left, right));
        try
        {
            return [.. reverse ? items.OrderByDescending(key, comparer) : items.OrderBy(key, comparer)];
        }
        catch (InvalidOperationException error) when (error.InnerException is TemplateException inner)
        {
            throw inner;
        }
    }
}
