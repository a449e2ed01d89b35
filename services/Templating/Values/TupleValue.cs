using System.Collections;

namespace ControlPlane.Templating.Values;

/// <summary>A Python tuple: a list that prints in parentheses and cannot change.</summary>
public sealed class TupleValue(IReadOnlyList<object?> items) : IReadOnlyList<object?>
{
    public object? this[int index] => items[index];

    public int Count => items.Count;

    public IEnumerator<object?> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
