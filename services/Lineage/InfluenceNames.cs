using System.Collections.Concurrent;

namespace ControlPlane.Lineage;

/// <summary>What OpenLineage calls each way in which a column can matter.</summary>
public static class InfluenceNames
{
    private static readonly (Influences Influence, string Name)[] All =
    [
        (Influences.Identity, "IDENTITY"), (Influences.Transformation, "TRANSFORMATION"), (Influences.Aggregation, "AGGREGATION"), (Influences.Join, "JOIN"), (Influences.Filter, "FILTER"),
        (Influences.GroupBy, "GROUP_BY"), (Influences.Sort, "SORT"), (Influences.Window, "WINDOW"), (Influences.Conditional, "CONDITIONAL"),
    ];

    private static readonly ConcurrentDictionary<Influences, IReadOnlyList<string>> Known = new();

    /// <summary>Subtypes, as <c>IDENTITY</c> and <c>GROUP_BY</c>, the direct ones first.</summary>
    public static IReadOnlyList<string> Of(Influences influences) => Known.GetOrAdd(influences, i => [.. All.Where(a => (a.Influence & i) != 0).Select(a => a.Name)]);

    /// <summary><c>DIRECT</c> or <c>INDIRECT</c>.</summary>
    public static string TypeOf(string subtype) => subtype is "IDENTITY" or "TRANSFORMATION" or "AGGREGATION" ? "DIRECT" : "INDIRECT";
}
