using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Interpolation;

/// <summary>
/// The variables that templates see at one point of a read. Immutable: adding one gives a new scope, which costs no copy of the others,
/// since every record adds some.
/// </summary>
internal sealed class Scope : IReadOnlyDictionary<string, object?>
{
    private readonly Scope? _outer;
    private readonly string _name;
    private readonly object? _value;

    private Scope(Scope? outer, string name, object? value) => (_outer, _name, _value) = (outer, name, value);

    public IReadOnlyDictionary<string, object?> Variables => this;

    public int Count => All().Count;

    public IEnumerable<string> Keys => All().Keys;

    public IEnumerable<object?> Values => All().Values;

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public static Scope ForConfig(JsonObject config) => new(null, "config", TemplateValues.FromJson(config));

    public Scope With(string name, object? value) => new(this, name, value);

    /// <summary>The slice under all the names that manifests know it by.</summary>
    public Scope WithSlice(StreamSlice slice) => With("stream_slice", slice).With("stream_interval", slice).With("stream_partition", slice);

    public Scope WithPageToken(object? token) =>
        With("next_page_token", token is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { ["next_page_token"] = token });

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._name != key) continue;
            value = scope._value;
            return true;
        }

        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => All().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Dictionary<string, object?> All()
    {
        var all = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var scope = this; scope is not null; scope = scope._outer) all.TryAdd(scope._name, scope._value);
        return all;
    }
}
