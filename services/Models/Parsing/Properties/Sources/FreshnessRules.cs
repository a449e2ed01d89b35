using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Parsing.Properties.Sources;

/// <summary>Freshness may be said at a source, in its config, at a table and in its config; the nearest goes before, and null turns it off.</summary>
internal static class FreshnessRules
{
    private static readonly FreshnessPeriod Unsaid = new(null, null);

    /// <summary>What was not said at all.</summary>
    public static Freshness Nothing { get; } = new(Unsaid, Unsaid, null);

    public static bool IsSaid(Freshness freshness) => IsSaid(freshness.WarnAfter) || IsSaid(freshness.ErrorAfter);

    /// <summary>Null where it is turned off, <see cref="Nothing"/> (or another that says nothing) where nobody speaks of it.</summary>
    public static Freshness? Merge(SourceDeclaration declaration)
    {
        var merged = Read(declaration.Source);
        foreach (var next in new[] { ReadConfig(declaration.Source), Read(declaration.Table), ReadConfig(declaration.Table) })
            merged = Merge(merged, next);
        return merged;
    }

    public static Dictionary<string, object?> Values(Freshness freshness) => new(StringComparer.Ordinal)
    {
        ["warn_after"] = Values(freshness.WarnAfter),
        ["error_after"] = Values(freshness.ErrorAfter),
        ["filter"] = freshness.Filter,
    };

    /// <summary>Of a configuration's value, which may come from dbt_project.yml.</summary>
    public static Freshness? Of(object? value) => value is IReadOnlyDictionary<string, object?> map
        ? new Freshness(Period(map, "warn_after"), Period(map, "error_after"), map.GetValueOrDefault("filter") as string)
        : null;

    private static Freshness? Read(PropertyEntry entry) => entry.Has("freshness") ? Check(entry, entry.Child("freshness")) : Nothing;

    private static Freshness? ReadConfig(PropertyEntry entry) =>
        entry.Value("config") is YamlMap config && config.ContainsKey("freshness") ? Check(entry, new PropertyEntry(entry.File, $"config of {entry.What}", config).Child("freshness")) : Nothing;

    private static Freshness? Check(PropertyEntry owner, YamlMap? map)
    {
        if (map is null) return null;
        var entry = new PropertyEntry(owner.File, $"freshness of {owner.What}", map);
        foreach (var key in new[] { "warn_after", "error_after" })
        {
            if (entry.Child(key) is not { } period) continue;
            if (period.GetValueOrDefault("count") is not (null or long))
                entry.File.Fail(period.LineOf("count"), $"'count' under '{key}' of the {entry.What} is no whole number.", "Write a number such as 12.");
            if (period.GetValueOrDefault("period") is not (null or "minute" or "hour" or "day"))
                entry.File.Fail(period.LineOf("period"), $"'period' under '{key}' of the {entry.What} is not known.", "Use minute, hour or day.");
        }
        return Of(map);
    }

    private static FreshnessPeriod? Period(IReadOnlyDictionary<string, object?> map, string key) => map.TryGetValue(key, out var value) switch
    {
        false => Unsaid,
        _ => value is IReadOnlyDictionary<string, object?> period ? new FreshnessPeriod(period.GetValueOrDefault("count") as long?, period.GetValueOrDefault("period") as string) : null,
    };

    private static Freshness? Merge(Freshness? farther, Freshness? nearer)
    {
        if (nearer is null) return null;
        if (farther is null) return IsSaid(nearer) ? nearer : null;
        return new Freshness(Merge(farther.WarnAfter, nearer.WarnAfter), Merge(farther.ErrorAfter, nearer.ErrorAfter), nearer.Filter ?? farther.Filter);
    }

    private static FreshnessPeriod? Merge(FreshnessPeriod? farther, FreshnessPeriod? nearer) =>
        nearer is null ? null : IsSaid(nearer) ? nearer : farther;

    private static bool IsSaid(FreshnessPeriod? period) => period is { Count: not null, Period: not null };

    private static Dictionary<string, object?>? Values(FreshnessPeriod? period) =>
        period is null ? null : new(StringComparer.Ordinal) { ["count"] = period.Count, ["period"] = period.Period };
}
