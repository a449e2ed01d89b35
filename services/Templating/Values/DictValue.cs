using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ControlPlane.Templating.Values;

/// <summary>
/// A Python dict: keeps the order of insertion and takes any hashable key. Seen from C# as a dictionary of strings, keys that are not
/// strings appear as their text.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "Named after the Python type, beside TupleValue.")]
public sealed class DictValue : IReadOnlyDictionary<string, object?>
{
    private static readonly object NoneKey = new();

    private readonly OrderedDictionary<object, object?> _items = new(KeyComparer.Instance);

    public DictValue()
    {
    }

    public DictValue(IEnumerable<KeyValuePair<string, object?>> items)
    {
        foreach (var (key, value) in items)
            _items[key] = value;
    }

    public int Count => _items.Count;

    public IEnumerable<string> Keys => RawKeys.Select(PythonText.Str);

    public IEnumerable<object?> Values => _items.Values;

    /// <summary>The keys as the template wrote them.</summary>
    internal IEnumerable<object?> RawKeys => _items.Keys.Select(FromKey);

    internal IEnumerable<KeyValuePair<object?, object?>> RawItems =>
        _items.Select(pair => new KeyValuePair<object?, object?>(FromKey(pair.Key), pair.Value));

    public object? this[string key] => _items[key];

    public bool ContainsKey(string key) => _items.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => _items.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        _items.Select(pair => new KeyValuePair<string, object?>(PythonText.Str(FromKey(pair.Key)), pair.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool TryGet(object? key, out object? value) => _items.TryGetValue(ToKey(key), out value);

    internal void Set(object? key, object? value) => _items[ToKey(key)] = value;

    internal bool Remove(object? key, out object? value) => _items.Remove(ToKey(key), out value);

    internal void Clear() => _items.Clear();

    /// <summary>Takes over the items of a mapping or of an iterable of pairs.</summary>
    internal void Update(object? other)
    {
        if (other is IReadOnlyDictionary<string, object?> dict)
        {
            foreach (var (key, value) in Mappings.Items(dict).ToList())
                Set(key, value);
            return;
        }

        foreach (var item in Sequences.Iterate(other))
        {
            var pair = Sequences.ToList(item);
            if (pair.Count != 2)
                throw new TemplateException("dictionary update sequence element must have length 2");
            Set(pair[0], pair[1]);
        }
    }

    private static object ToKey(object? key) => key switch
    {
        null => NoneKey,
        // One that prints as nothing is a key like any other, only that it is never there.
        Undefined { IsStrict: true } undefined => throw undefined.Fail(),
        List<object?> => throw TemplateException.Type("unhashable type: 'list'"),
        IReadOnlyDictionary<string, object?> => throw TemplateException.Type("unhashable type: 'dict'"),
        _ => key,
    };

    private static object? FromKey(object key) => ReferenceEquals(key, NoneKey) ? null : key;
}
