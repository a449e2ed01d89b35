using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ControlPlane.Models.Jinja.Context;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>target</c>; notes which members are read.</summary>
internal sealed class TargetValue(RenderContext context) : IReadOnlyDictionary<string, object?>
{
    private readonly IReadOnlyDictionary<string, object?> _values = context.Project.Adapter.TargetValues;

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public IEnumerable<string> Keys => _values.Keys;

    public IEnumerable<object?> Values => All().Values;

    public int Count => _values.Count;

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        if (key is "schema" or "database" or "dbname") context.Inputs.Place = true;
        else context.Inputs.TargetMembers.Add(key);
        return _values.TryGetValue(key, out value);
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => All().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IReadOnlyDictionary<string, object?> All()
    {
        context.Inputs.TargetMembers.Add("*");
        context.Inputs.Place = true;
        return _values;
    }
}
