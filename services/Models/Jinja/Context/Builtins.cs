using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ControlPlane.Models.Jinja.Context;

/// <summary><c>builtins</c>: the members that a project's macro of the same name hides, as a macro <c>ref</c> that calls <c>builtins.ref</c>.</summary>
internal sealed class Builtins(RenderContext context) : IReadOnlyDictionary<string, object?>
{
    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public IEnumerable<string> Keys => ContextMembers.All.Keys;

    public IEnumerable<object?> Values => Keys.Select(key => this[key]);

    public int Count => ContextMembers.All.Count;

    public bool ContainsKey(string key) => ContextMembers.All.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => context.TryGetMember(key, out value);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Keys.Select(key => KeyValuePair.Create(key, this[key])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
