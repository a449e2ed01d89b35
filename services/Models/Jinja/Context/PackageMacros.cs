using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>A package by name, as <c>dbt_utils.star(...)</c> uses it: a dictionary of its macros.</summary>
internal sealed class PackageMacros(RenderContext context, IReadOnlyDictionary<string, Macro> macros) : IReadOnlyDictionary<string, object?>
{
    /// <summary>What a unit test puts in place of some.</summary>
    public Dictionary<string, object?>? Overrides { get; set; }

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public IEnumerable<string> Keys => macros.Keys;

    public IEnumerable<object?> Values => macros.Values.Select(macro => context.Bind(macro));

    public int Count => macros.Count;

    public bool ContainsKey(string key) => macros.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        value = null;
        if (Overrides is not null && Overrides.TryGetValue(key, out value))
            return true;
        if (!macros.TryGetValue(key, out var macro))
            return false;
        value = context.Bind(macro);
        return true;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Keys.Select(key => KeyValuePair.Create(key, this[key])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
