namespace ControlPlane.Lineage.Resolution;

/// <summary>Columns of base relations, by their numbers in the catalog, each with how it matters. Never changes, so that it can be shared.</summary>
internal sealed class OriginSet((int Column, Influences Influences)[] items)
{
    public static readonly OriginSet Empty = new([]);

    public ReadOnlySpan<(int Column, Influences Influences)> Items => items;

    public bool IsEmpty => items.Length == 0;

    public OriginSet In(Influences outer) => outer == Influences.Identity || IsEmpty ? this : new([.. items.Select(i => (i.Column, outer.Of(i.Influences)))]);

    public bool SetEquals(OriginSet other) =>
        ReferenceEquals(this, other) || items.Length == other.Items.Length && items.ToHashSet().SetEquals(other.Items.ToArray());
}
