using System.Collections;
using System.Diagnostics.CodeAnalysis;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Jinja.Parsing;

/// <summary>A node as macros that make names see it; its dictionary is made when more than the usual is asked.</summary>
internal sealed class NodeView(ManifestNode node) : IReadOnlyDictionary<string, object?>
{
    private Dictionary<string, object?>? _values;

    private Dictionary<string, object?> All
    {
        get
        {
            IsRead = true;
            return _values ??= NodeValues.Of(node);
        }
    }

    /// <summary>Something of the node was asked for.</summary>
    public bool IsRead { get; private set; }

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public IEnumerable<string> Keys => All.Keys;

    public IEnumerable<object?> Values => All.Values;

    public int Count => All.Count;

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        IsRead = true;
        value = key switch
        {
            "name" => node.Name,
            "version" => node.Version,
            "package_name" => node.PackageName,
            "resource_type" => node.ResourceType.Name(),
            "unique_id" => node.UniqueId,
            "is_static_analysis_required" => false,
            _ => this,
        };
        return !ReferenceEquals(value, this) || All.TryGetValue(key, out value);
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => All.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
