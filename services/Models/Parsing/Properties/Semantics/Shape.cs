namespace ControlPlane.Models.Parsing.Properties.Semantics;

/// <summary>Brings what authors may write in several ways to the form of the artifacts.</summary>
internal static class Shape
{
    /// <summary>These keys, null where absent.</summary>
    public static Dictionary<string, object?> Only(IReadOnlyDictionary<string, object?> values, params string[] keys) =>
        keys.ToDictionary(key => key, key => PlainValues.Of(values.GetValueOrDefault(key)), StringComparer.Ordinal);

    /// <summary>A condition, or several.</summary>
    public static Dictionary<string, object?>? Filter(object? filter) => filter switch
    {
        null => null,
        IReadOnlyDictionary<string, object?> map => PlainValues.Of(map),
        IReadOnlyList<object?> several => Filters(several),
        var one => Filters([one]),
    };

    /// <summary><c>28 days</c></summary>
    public static Dictionary<string, object?>? Window(object? window)
    {
        if (window is not string text) return null;
        var parts = text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(StringComparer.Ordinal)
        {
            ["count"] = parts.Length > 0 && long.TryParse(parts[0], out var count) ? count : 0L,
            ["granularity"] = parts.Length > 1 ? parts[1].TrimEnd('s') : null,
        };
    }

    private static Dictionary<string, object?> Filters(IReadOnlyList<object?> filters) => new(StringComparer.Ordinal)
    {
        ["where_filters"] = filters.Select(filter => (object?)new Dictionary<string, object?>(StringComparer.Ordinal) { ["where_sql_template"] = filter }).ToList(),
    };
}
