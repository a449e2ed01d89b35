namespace ControlPlane.Models.Parsing.Properties.Tests;

/// <summary>What a test's declaration configures together with the config(...) calls of its macro.</summary>
internal static class ConfigCalls
{
    /// <summary>As of several calls in one file: lists are added to, mappings are updated, anything else is replaced.</summary>
    public static Dictionary<string, object?> Merge(Dictionary<string, object?> first, IReadOnlyDictionary<string, object?> then)
    {
        if (first.Count == 0) return new(then, StringComparer.Ordinal);
        var merged = new Dictionary<string, object?>(first, StringComparer.Ordinal);
        foreach (var (key, value) in then)
        {
            merged[key] = (key, merged.GetValueOrDefault(key), value) switch
            {
                ("tags", var known, _) => TagList.Of(known).Concat(TagList.Of(value)).ToList<object?>(),
                ("meta" or "docs", IReadOnlyDictionary<string, object?> known, IReadOnlyDictionary<string, object?> more) => Update(known, more),
                _ => value,
            };
        }
        return merged;
    }

    private static Dictionary<string, object?> Update(IReadOnlyDictionary<string, object?> known, IReadOnlyDictionary<string, object?> more)
    {
        var updated = new Dictionary<string, object?>(known, StringComparer.Ordinal);
        foreach (var (key, value) in more) updated[key] = value;
        return updated;
    }
}
