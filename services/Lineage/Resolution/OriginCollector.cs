namespace ControlPlane.Lineage.Resolution;

/// <summary>Brings origins together, each column once, in the order of their first mention.</summary>
internal sealed class OriginCollector
{
    private readonly List<(int Column, Influences Influences)> _items = [];
    private OriginSet? _only;
    private Dictionary<int, int>? _places;

    /// <summary>Most columns are another column as it is, whose set is then shared.</summary>
    public void Add(OriginSet set, Influences outer = Influences.Identity)
    {
        if (set.IsEmpty || ReferenceEquals(set, _only) && outer == Influences.Identity) return;
        if (_only is null && _items.Count == 0 && outer == Influences.Identity)
        {
            _only = set;
            return;
        }

        Unfold();
        Copy(set, outer);
    }

    public OriginSet ToSet() => _only ?? (_items.Count == 0 ? OriginSet.Empty : new OriginSet([.. _items]));

    private void Unfold()
    {
        if (_only is not { } only) return;
        _only = null;
        Copy(only, Influences.Identity);
    }

    private void Copy(OriginSet set, Influences outer)
    {
        _places ??= [];
        foreach (var (column, inner) in set.Items)
        {
            var influences = outer.Of(inner);
            if (_places.TryAdd(column, _items.Count)) _items.Add((column, influences));
            else _items[_places[column]] = (column, _items[_places[column]].Influences | influences);
        }
    }
}
