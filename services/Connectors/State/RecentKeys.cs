namespace ControlPlane.Connectors.State;

/// <summary>Tells keys that came before, as far back as it remembers.</summary>
internal sealed class RecentKeys(int most)
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>False when the key is remembered.</summary>
    public bool Add(string key)
    {
        if (!_keys.Add(key)) return false;
        _order.Enqueue(key);
        if (_order.Count > most) _keys.Remove(_order.Dequeue());
        return true;
    }
}
