namespace ControlPlane.Models.Adapters;

/// <summary>What an engine can do with relations, as far as macros ask.</summary>
public sealed record RelationRules
{
    public static RelationRules Default { get; } = new();

    public IReadOnlyList<RelationType> Renameable { get; init; } = [];

    /// <summary>Those that one statement can replace.</summary>
    public IReadOnlyList<RelationType> Replaceable { get; init; } = [];

    /// <summary>A subquery must be given a name.</summary>
    public bool RequiresAlias { get; init; } = true;

    /// <summary>Of a relation that is created; null for no limit that is checked here.</summary>
    public int? MaxNameLength { get; init; }
}

/// <summary>The rows of one batch: from <paramref name="Start"/> (inclusive) to <paramref name="End"/> (exclusive); null for open.</summary>
public sealed record EventTimeFilter(string Field, DateTimeOffset? Start, DateTimeOffset? End)
{
    public string Render() => string.Join(" and ", Parts());

    private IEnumerable<string> Parts()
    {
        if (Start is { } start) yield return $"{Field} >= '{Text(start)}'";
        if (End is { } end) yield return $"{Field} < '{Text(end)}'";
    }

    private static string Text(DateTimeOffset moment) => Templating.Values.PythonText.Str(moment);
}
