using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Publishing;

/// <summary>Puts what the last publication replaced back in its place, and what it published where that was kept.</summary>
internal sealed class Rollback(IRelationEngine engine, IAdapterConnection connection, PublishedRecord record, Shadow shadow)
{
    /// <summary>The published schemas that it is about.</summary>
    /// <exception cref="PublishException">Nothing is kept.</exception>
    public IReadOnlyList<string> Schemas()
    {
        var rows = record.Read(connection);
        if (!rows.Any(row => row.IsKept))
            throw new PublishException(PublishFailure.NothingKept, "Nothing is kept to return to: nothing was published yet, or nothing that was published replaced anything.");
        return [.. rows.Select(row => row.Place.Schema).Distinct(StringComparer.Ordinal)];
    }

    public IReadOnlyList<RelationPlace> Swap()
    {
        var schemas = Schemas();
        var rows = record.Read(connection);
        var last = rows.Max(row => row.Swap);
        var observed = engine.Observe(connection, [.. schemas, .. schemas.Select(shadow.Kept)]).ToDictionary(relation => relation.Place);
        var restored = rows.Where(row => row.IsKept && observed.ContainsKey(KeptPlace(row))).ToList();
        var removed = rows.Where(row => !row.IsKept && row.Swap == last && observed.ContainsKey(row.Place)).ToList();
        Check(removed, restored, observed);
        var none = new Dictionary<string, string>();
        // By way of the shadow, since names are taken on both sides.
        engine.Move(connection, [.. removed.Select(row => (observed[row.Place], shadow.Next(row.Place.Schema)))], none);
        engine.Move(connection, [.. restored.Select(row => (observed[KeptPlace(row)], row.Place.Schema))], none);
        engine.Move(connection, [.. removed.Select(row => (observed[row.Place] with { Place = row.Place with { Schema = shadow.Next(row.Place.Schema) } }, shadow.Kept(row.Place.Schema)))], none);
        record.Write(connection,
        [
            .. rows.Where(row => !row.IsKept && row.Swap != last),
            .. restored.Select(row => row with { Swap = last + 1, IsKept = false }),
            .. removed.Select(row => row with { Swap = last + 1, IsKept = true }),
        ]);
        return [.. restored.Select(row => row.Place)];
    }

    private void Check(List<PublishedRow> removed, List<PublishedRow> restored, Dictionary<RelationPlace, StoredRelation> observed)
    {
        var places = removed.Select(row => row.Place).ToHashSet();
        foreach (var row in restored.Where(row => observed.ContainsKey(row.Place) && !places.Contains(row.Place)))
            throw new PublishException(PublishFailure.Blocked, $"{row.Place} was made by hand since the last publication; drop or rename it first.");
        var kept = restored.Select(KeptPlace).ToHashSet();
        foreach (var (dependent, on) in engine.FindDependents(connection, places))
            if (!places.Contains(dependent.Place) && !kept.Contains(dependent.Place))
                throw new PublishException(PublishFailure.Blocked, $"{dependent.Place} depends on {on}, which a rollback replaces; drop it first.");
    }

    private RelationPlace KeptPlace(PublishedRow row) => row.Place with { Schema = shadow.Kept(row.Place.Schema) };
}
