using ControlPlane.Models.Projects.Yaml;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>A mapping in a property file with typed readers: a value of another type is an error that names its line, and counts as absent.</summary>
internal sealed class PropertyEntry(PropertyFile file, string what, YamlMap map)
{
    public PropertyFile File => file;

    public YamlMap Map => map;

    public int Line => map.Line;

    /// <summary>How errors name it: <c>model 'orders'</c>.</summary>
    public string What => what;

    public bool Has(string key) => map.ContainsKey(key);

    public object? Value(string key) => map.GetValueOrDefault(key);

    /// <summary>Null where it is absent; empty is an error unless <paramref name="nullable"/>.</summary>
    public string? Text(string key, bool nullable = false) => Typed<string>(key, "a text", nullable);

    public bool? Flag(string key) => map.GetValueOrDefault(key) switch
    {
        null => null,
        bool flag => flag,
        var other => Wrong<bool?>(key, "true or false", other),
    };

    /// <summary>A new mapping; empty where it is absent.</summary>
    public Dictionary<string, object?> Mapping(string key) => Typed<YamlMap>(key, "a mapping", false) is { } found ? PlainValues.Of(found) : new(StringComparer.Ordinal);

    public YamlMap? Child(string key, bool nullable = true) => Typed<YamlMap>(key, "a mapping", nullable);

    public List<object?> List(string key, bool nullable = false) => Typed<List<object?>>(key, "a list", nullable) ?? [];

    public List<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (var item in List(key))
        {
            if (item is string text) texts.Add(text);
            else Wrong<string>(key, "a list of texts", item);
        }
        return texts;
    }

    /// <summary>The list's mappings; other items are errors.</summary>
    public List<YamlMap> Mappings(string key)
    {
        var mappings = new List<YamlMap>();
        foreach (var item in List(key))
        {
            if (item is YamlMap mapping) mappings.Add(mapping);
            else Wrong<YamlMap>(key, "a list of mappings", item);
        }
        return mappings;
    }

    /// <summary>A name that has to be there.</summary>
    public string? Required(string key)
    {
        if (map.GetValueOrDefault(key) is string text) return text;
        if (Has(key)) return Wrong<string>(key, "a text", map[key]);
        file.Fail(Line, $"The {what} has no '{key}'.", $"Add '{key}:'.");
        return null;
    }

    /// <summary>Keys that mean nothing here are errors, as a mistyped key would otherwise go unnoticed.</summary>
    public void Only(params IReadOnlyList<string> known)
    {
        foreach (var key in map.Keys.Where(key => !known.Contains(key, StringComparer.Ordinal)))
            file.Fail(map.LineOf(key), $"The {what} has a key '{key}' that means nothing.", Errors.NearestNames.Advise(key, known, "Remove it, or put it under 'meta'."));
    }

    public T? Wrong<T>(string key, string expected, object? found)
    {
        var fix = found switch
        {
            null => $"Write {expected}, or remove '{key}'.",
            bool or long or double or DateOnly when expected == "a text" => "Put it in quotes.",
            _ => $"Write {expected}.",
        };
        file.Fail(map.LineOf(key), $"'{key}' of the {what} is {Shown(found)}, not {expected}.", fix);
        return default;
    }

    private T? Typed<T>(string key, string expected, bool nullable) where T : class
    {
        if (!map.TryGetValue(key, out var value) || (value is null && nullable)) return null;
        return value as T ?? Wrong<T>(key, expected, value);
    }

    private static string Shown(object? value)
    {
        if (value is null) return "empty";
        var text = PythonText.Repr(value);
        return text.Length > 60 ? string.Concat(text.AsSpan(0, 57), "...") : text;
    }
}
