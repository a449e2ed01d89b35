using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>A column as a property file describes it, with its tests.</summary>
internal sealed record ColumnDeclaration
{
    private static readonly string[] Known =
        ["name", "description", "meta", "data_type", "constraints", "docs", "config", "data_tests", "tests", "quote", "tags", "granularity"];

    public required string Name { get; init; }

    public required int Line { get; init; }

    public required string Description { get; init; }

    public string? DataType { get; init; }

    public bool? Quote { get; init; }

    public string? Granularity { get; init; }

    public required Dictionary<string, object?> Meta { get; init; }

    /// <summary>The column's own and those of its config.</summary>
    public required List<string> Tags { get; init; }

    public required List<Dictionary<string, object?>> Constraints { get; init; }

    public required Dictionary<string, object?> Extra { get; init; }

    /// <summary>Each a text or a mapping.</summary>
    public required List<object?> Tests { get; init; }

    /// <summary>Each node gets its own, since descriptions are rendered in place.</summary>
    public ColumnInfo Info() => new()
    {
        Name = Name,
        Description = Description,
        DataType = DataType,
        Quote = Quote,
        Granularity = Granularity,
        Meta = new(Meta, StringComparer.Ordinal),
        Tags = [.. Tags],
        Constraints = [.. Constraints],
        Extra = Extra,
        Config = new(StringComparer.Ordinal) { ["meta"] = Meta, ["tags"] = Tags.ToList<object?>() },
    };

    public static ColumnDeclaration? Read(PropertyEntry column, string owner)
    {
        if (column.Required("name") is not { } name) return null;
        var entry = new PropertyEntry(column.File, $"column '{name}' of {owner}", column.Map);
        var config = entry.Mapping("config");
        var meta = entry.Mapping("meta");
        if (config.GetValueOrDefault("meta") is Dictionary<string, object?> configured)
            foreach (var (key, value) in configured) meta[key] = value;
        return new ColumnDeclaration
        {
            Name = name,
            Line = column.Line,
            Description = entry.Text("description") ?? "",
            DataType = entry.Text("data_type", nullable: true),
            Quote = entry.Flag("quote"),
            Granularity = entry.Text("granularity", nullable: true),
            Meta = meta,
            Tags = [.. entry.Texts("tags").Concat(TagList.Of(config.GetValueOrDefault("tags"))).Distinct(StringComparer.Ordinal)],
            Constraints = [.. ConstraintReader.Read(entry)],
            Tests = TestLists.Read(entry),
            Extra = OfTheirOwn(column.Map),
        };
    }

    private static Dictionary<string, object?> OfTheirOwn(Projects.Yaml.YamlMap column)
    {
        var extra = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in column) if (!Known.Contains(key, StringComparer.Ordinal)) extra[key] = PlainValues.Of(value);
        return extra;
    }

    public static List<ColumnDeclaration> ReadAll(PropertyEntry owner) => ReadAll(owner, owner.Mappings("columns"));

    public static List<ColumnDeclaration> ReadAll(PropertyEntry owner, IEnumerable<Projects.Yaml.YamlMap> columns) =>
        [.. columns.Select(column => Read(new PropertyEntry(owner.File, $"column of {owner.What}", column), owner.What)).OfType<ColumnDeclaration>()];
}
