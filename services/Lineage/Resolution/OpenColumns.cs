namespace ControlPlane.Lineage.Resolution;

/// <summary>Columns that nobody has listed: every name is believed, and leads to the column of that name.</summary>
/// <param name="Relations">Base relations, each of which has the column; several after a UNION.</param>
/// <param name="Fixed">What every such column comes from besides, whatever its name, as the arguments of a table function.</param>
/// <param name="Excluded">Names that were left out.</param>
internal sealed record OpenColumns(IReadOnlyList<int> Relations, OriginSet Fixed, IReadOnlyList<string> Excluded)
{
    public OriginSet Column(string name, Catalog catalog)
    {
        var origins = new OriginCollector();
        foreach (var relation in Relations) origins.Add(catalog.Column(relation, name));
        origins.Add(Fixed);
        return origins.ToSet();
    }

    public OpenColumns With(OpenColumns other)
    {
        var origins = new OriginCollector();
        origins.Add(Fixed);
        origins.Add(other.Fixed);
        return new([.. Relations.Union(other.Relations)], origins.ToSet(), [.. Excluded.Intersect(other.Excluded)]);
    }
}
