namespace ControlPlane.Warehouses.Views;

/// <summary>A column of a view as the engine knows it.</summary>
/// <param name="Name">Taken by no other column of the view, and no longer than names may be.</param>
internal sealed record PublishedColumn(string Name, IReadOnlyList<string> Path, RawType Type)
{
    /// <summary>What every view begins with.</summary>
    public static IReadOnlyList<string> OfEveryRecord { get; } = ["_airbyte_raw_id", "_airbyte_extracted_at", "_tenant"];

    /// <param name="names">How the engine compares names.</param>
    public static IReadOnlyList<PublishedColumn> Of(IEnumerable<RawColumn> columns, StringComparer names)
    {
        var taken = OfEveryRecord.ToHashSet(names);
        return [.. columns.Select(column => new PublishedColumn(Distinct(column.Name, taken), column.Path, column.Type))];
    }

    /// <summary>The name, or with the first number at its end that nobody has.</summary>
    public static string Distinct(string wanted, HashSet<string> taken)
    {
        var name = wanted.Replace("\0", "", StringComparison.Ordinal) is { Length: > 0 } given ? given : "_";
        var distinct = BoundedName.Of(name, WarehouseNames.MaxNameBytes);
        for (var number = 2; !taken.Add(distinct); number++) distinct = BoundedName.Of(name, WarehouseNames.MaxNameBytes, $"_{number}");
        return distinct;
    }
}
