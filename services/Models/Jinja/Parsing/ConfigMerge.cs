using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Parsing;

/// <summary>How several config(...) calls of one text come together: hooks and tags add up, mappings are merged, the rest is replaced.</summary>
internal static class ConfigMerge
{
    /// <summary><c>pre_hook</c> as <c>pre-hook</c>.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> WithHookNames(IReadOnlyDictionary<string, object?> options)
    {
        foreach (var (key, value) in options)
        {
            var name = key is "pre_hook" or "post_hook" ? key.Replace('_', '-') : key;
            if (name != key && options.ContainsKey(name))
                throw new TemplateException($"Invalid config, has conflicting keys \"{key}\" and \"{name}\"");
            yield return KeyValuePair.Create(name, value);
        }
    }

    /// <param name="config">Gets the value.</param>
    /// <param name="key">The option's name.</param>
    /// <param name="value">What a call said; the first of an option stays as it was said.</param>
    public static void Add(Dictionary<string, object?> config, string key, object? value)
    {
        if (!config.TryGetValue(key, out var known))
        {
            config[key] = value;
            return;
        }

        config[key] = key switch
        {
            "pre-hook" or "post-hook" or "tags" or "packages" => (List<object?>)[.. List(known), .. List(value)],
            "quoting" or "column_types" or "meta" or "docs" or "contract" or "snapshot_meta_column_names" when known is Dictionary<string, object?> => Update(known, Map(key, value)),
            "grants" when known is Dictionary<string, object?> => Grants(known, Map(key, value)),
            _ => value,
        };
    }

    private static Dictionary<string, object?> Update(object? known, IReadOnlyDictionary<string, object?> added)
    {
        var merged = new Dictionary<string, object?>((Dictionary<string, object?>)known!, StringComparer.Ordinal);
        foreach (var (key, value) in added) merged[key] = value;
        return merged;
    }

    /// <summary>A privilege's grantees are replaced, or added to when it is written <c>+select</c>.</summary>
    private static Dictionary<string, object?> Grants(object? known, IReadOnlyDictionary<string, object?> added)
    {
        var merged = ((Dictionary<string, object?>)known!).ToDictionary(pair => pair.Key, pair => (object?)List(pair.Value), StringComparer.Ordinal);
        foreach (var (key, value) in added)
            merged[key] = key.StartsWith('+') && merged.TryGetValue(key, out var before) ? (List<object?>)[.. List(before), .. List(value)] : List(value);
        return merged;
    }

    private static IReadOnlyDictionary<string, object?> Map(string key, object? value) =>
        value as IReadOnlyDictionary<string, object?> ?? throw new TemplateException($"the config '{key}' must be a mapping, not {TemplateValue.TypeOf(value)}");

    private static List<object?> List(object? value) => value switch { null => [], IReadOnlyList<object?> list => [.. list], var single => [single] };
}
