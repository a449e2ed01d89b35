using System.Text.Json;

namespace ControlPlane.Models.Parsing.Configs;

/// <summary>Merges values of configurations.</summary>
internal static class ConfigValues
{
    /// <summary>Puts one place's configuration over what farther places say.</summary>
    public static void Update(Dictionary<string, object?> values, ConfigFields fields, IEnumerable<KeyValuePair<string, object?>> nearer)
    {
        foreach (var (key, value) in nearer)
        {
            var name = Spelling(key);
            values[name] = fields.Find(name) is { } field ? Merge(field, values[name], value) : value;
        }
    }

    /// <summary>The name that artifacts show for what may be written in several ways.</summary>
    public static string Spelling(string key) => key switch
    {
        "pre_hook" => "pre-hook",
        "post_hook" => "post-hook",
        _ => Alias(key),
    };

    public static string Alias(string key) => key switch
    {
        "dbname" => "database",
        "pass" => "password",
        _ => key,
    };

    public static object? Copy(object? value) => value switch
    {
        List<object?> list => new List<object?>(list),
        Dictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => Copy(pair.Value), StringComparer.Ordinal),
        _ => value,
    };

    private static object? Merge(ConfigField field, object? farther, object? nearer) => field.Merge switch
    {
        ConfigMerge.Append when field.IsHook => Append(farther, nearer).ConvertAll(Hook),
        ConfigMerge.Append => Append(farther, nearer),
        ConfigMerge.Update when farther is IReadOnlyDictionary<string, object?> left && nearer is IReadOnlyDictionary<string, object?> right => Update(left, right),
        ConfigMerge.Grants when farther is IReadOnlyDictionary<string, object?> left && nearer is IReadOnlyDictionary<string, object?> right => Grants(left, right),
        _ => nearer,
    };

    private static List<object?> Append(object? farther, object? nearer) => [.. Listed(farther), .. Listed(nearer)];

    private static IEnumerable<object?> Listed(object? value) => value switch
    {
        null => [],
        string => [value],
        IReadOnlyDictionary<string, object?> => [value],
        IEnumerable<object?> list => list,
        _ => [value],
    };

    private static Dictionary<string, object?> Update(IReadOnlyDictionary<string, object?> left, IReadOnlyDictionary<string, object?> right)
    {
        var merged = new Dictionary<string, object?>(left, StringComparer.Ordinal);
        foreach (var (key, value) in right) merged[key] = value;
        return merged;
    }

    private static Dictionary<string, object?> Grants(IReadOnlyDictionary<string, object?> left, IReadOnlyDictionary<string, object?> right)
    {
        var merged = left.ToDictionary(pair => pair.Key, pair => (object?)Listed(pair.Value).ToList(), StringComparer.Ordinal);
        foreach (var (key, value) in right)
        {
            var name = key.TrimStart('+');
            merged[name] = name.Length < key.Length && merged.TryGetValue(name, out var known) ? Append(known, value) : Listed(value).ToList();
        }
        return merged;
    }

    /// <summary>A hook is a statement, or a mapping with <c>sql</c>, <c>transaction</c> and <c>index</c>, which may be written as JSON.</summary>
    private static object? Hook(object? value)
    {
        if (value is IReadOnlyDictionary<string, object?> map)
        {
            return new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["sql"] = map.GetValueOrDefault("sql"),
                ["transaction"] = map.GetValueOrDefault("transaction") ?? true,
                ["index"] = map.GetValueOrDefault("index"),
            };
        }
        var text = value as string ?? Templating.Values.PythonText.Str(value);
        return Hook(Json(text) ?? new Dictionary<string, object?>(StringComparer.Ordinal) { ["sql"] = text });
    }

    private static Dictionary<string, object?>? Json(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{\"")) return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.ValueKind switch
            {
                JsonValueKind.String => pair.Value.GetString(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number => (object?)pair.Value.GetInt64(),
                _ => null,
            }, StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
