namespace ControlPlane.Templating.Values;

/// <summary>Reads and writes dictionaries, whether they come from C# (string keys) or from a template (any key).</summary>
internal static class Mappings
{
    public static bool TryGet(IReadOnlyDictionary<string, object?> dict, object? key, out object? value)
    {
        if (dict is DictValue own)
            return own.TryGet(key, out value);
        value = null;
        return key is string name && dict.TryGetValue(name, out value);
    }

    public static IEnumerable<object?> Keys(IReadOnlyDictionary<string, object?> dict) =>
        dict is DictValue own ? own.RawKeys : dict.Keys;

    public static IEnumerable<KeyValuePair<object?, object?>> Items(IReadOnlyDictionary<string, object?> dict) =>
        dict is DictValue own
            ? own.RawItems
            : dict.Select(pair => new KeyValuePair<object?, object?>(pair.Key, pair.Value));

    public static void Set(IReadOnlyDictionary<string, object?> dict, object? key, object? value)
    {
        if (dict is DictValue own)
            own.Set(key, value);
        else if (dict is IDictionary<string, object?> { IsReadOnly: false } other && key is string name)
            other[name] = value;
        else
            throw TemplateException.Type("this dictionary cannot be changed by a template");
    }

    public static bool Remove(IReadOnlyDictionary<string, object?> dict, object? key, out object? value)
    {
        if (dict is DictValue own)
            return own.Remove(key, out value);
        value = null;
        if (dict is IDictionary<string, object?> { IsReadOnly: false } other)
            return key is string name && other.TryGetValue(name, out value) && other.Remove(name);
        throw TemplateException.Type("this dictionary cannot be changed by a template");
    }

    public static DictValue Copy(IReadOnlyDictionary<string, object?> dict)
    {
        var copy = new DictValue();
        foreach (var (key, value) in Items(dict))
            copy.Set(key, value);
        return copy;
    }

    public static object? Pair(KeyValuePair<object?, object?> pair) => new TupleValue([pair.Key, pair.Value]);
}
