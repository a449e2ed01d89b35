using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Configs;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing.Properties.Sources;

/// <summary>Makes the node of a source's table.</summary>
internal sealed class SourceBuilder(ConfigInheritance configs, ProjectSet projects, IAdapter adapter, double now)
{
    private static readonly Dictionary<string, object?> NoCall = new(StringComparer.Ordinal);
    private static readonly string[] QuotingKeys = ["database", "schema", "identifier", "column"];
    private static readonly string[] ExternalKeys = ["location", "file_format", "row_format", "tbl_properties", "partitions"];

    public SourceDefinition Build(SourceDeclaration declaration)
    {
        var (source, table, file) = (declaration.Source, declaration.Table, declaration.File);
        IReadOnlyList<string> fqn = [.. Fqns.Of(file.Package, file.File.RelativePath), declaration.Name, declaration.TableName];
        var (config, unrendered) = configs.Build(file.Package, ResourceType.Source, fqn, NoCall, Precedence(declaration));
        var database = source.Text("database", nullable: true) ?? source.Text("dbname", nullable: true);
        var node = new SourceDefinition
        {
            ResourceType = ResourceType.Source,
            UniqueId = $"source.{file.Package}.{declaration.Name}.{declaration.TableName}",
            Name = declaration.TableName,
            PackageName = file.Package,
            Path = file.Path,
            OriginalFilePath = file.Path,
            Line = table.Line,
            Fqn = fqn,
            SourceName = declaration.Name,
            SourceDescription = source.Text("description") ?? "",
            Description = table.Text("description") ?? "",
            Database = database ?? adapter.Target.Database,
            IsInTargetDatabase = database is null,
            Schema = source.Text("schema", nullable: true) is { Length: > 0 } schema ? schema : declaration.Name,
            Identifier = table.Text("identifier", nullable: true) is { Length: > 0 } identifier ? identifier : declaration.TableName,
            UnrenderedDatabase = declaration.Written.Value("database") as string,
            UnrenderedSchema = declaration.Written.Value("schema") as string,
            Loader = source.Text("loader") ?? "",
            Quoting = Quoting(source, table),
            External = External(table),
            SourceMeta = Meta(source),
            Config = config,
            UnrenderedConfig = unrendered,
            Meta = PlainValues.Of(config.Map("meta")),
            Tags = [.. TagList.Of(config["tags"])],
            LoadedAtField = config.Text("loaded_at_field"),
            LoadedAtQuery = config.Text("loaded_at_query"),
            Freshness = FreshnessRules.Of(config["freshness"]),
            CreatedAt = now,
        };
        if (node.Freshness is { } freshness) config["freshness"] = FreshnessRules.Values(freshness);
        foreach (var column in ColumnDeclaration.ReadAll(table)) node.Columns[column.Name] = column.Info();
        node.RelationName = adapter.Relation(node, projects).Render();
        if (node.Freshness is { } limits && FreshnessRules.IsSaid(limits) && node.LoadedAtField is null && node.LoadedAtQuery is null)
            file.Warn(table.Line, $"The freshness of source '{declaration.Name}.{declaration.TableName}' cannot be told without a column.", "Add 'loaded_at_field:'.");
        return node;
    }

    /// <summary>Tests are named in quotes where the source quotes columns.</summary>
    public static bool? QuotesColumns(SourceDeclaration declaration) => Quoting(declaration.Source, declaration.Table)["column"] as bool?;

    public static List<string> Tags(SourceDeclaration declaration) => [.. declaration.Source.Texts("tags"), .. declaration.Table.Texts("tags")];

    /// <summary>What the source and the table say of configurations, nearest last.</summary>
    private static Dictionary<string, object?> Precedence(SourceDeclaration declaration)
    {
        var (source, table) = (declaration.Source, declaration.Table);
        var (sourceConfig, tableConfig) = (source.Mapping("config"), table.Mapping("config"));
        var values = new Dictionary<string, object?>(sourceConfig, StringComparer.Ordinal);
        foreach (var (key, value) in tableConfig) values[key] = value;

        var freshness = FreshnessRules.Merge(declaration);
        if (freshness is null) values["freshness"] = null;
        else if (FreshnessRules.IsSaid(freshness)) values["freshness"] = FreshnessRules.Values(freshness);
        else values.Remove("freshness");

        var (field, query) = LoadedAt(source, sourceConfig, table, tableConfig);
        values["loaded_at_field"] = field;
        values["loaded_at_query"] = query;

        var meta = Meta(source);
        foreach (var (key, value) in Meta(table)) meta[key] = value;
        values["meta"] = meta;
        values["tags"] = source.Texts("tags").Concat(TagList.Of(sourceConfig.GetValueOrDefault("tags")))
            .Concat(table.Texts("tags")).Concat(TagList.Of(tableConfig.GetValueOrDefault("tags")))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList<object?>();
        return values;
    }

    /// <summary>A table may take its source's column away with null, and then says nothing or a query.</summary>
    private static (string? Field, string? Query) LoadedAt(
        PropertyEntry source, Dictionary<string, object?> sourceConfig, PropertyEntry table, Dictionary<string, object?> tableConfig)
    {
        var (sourceField, sourceQuery) = (Said(source, sourceConfig, "loaded_at_field"), Said(source, sourceConfig, "loaded_at_query"));
        var (tableField, tableQuery) = (Said(table, tableConfig, "loaded_at_field"), Said(table, tableConfig, "loaded_at_query"));
        var decides = table.Has("loaded_at_field") || tableField is not null;
        if (decides && tableQuery is not null) Both(table);
        if (sourceField is not null && sourceQuery is not null) Both(source);
        return (decides ? tableField : sourceField, tableQuery ?? (decides ? null : sourceQuery));
    }

    private static void Both(PropertyEntry entry) =>
        entry.File.Fail(entry.Line, $"The {entry.What} has both loaded_at_field and loaded_at_query.", "Keep one of the two.");

    private static string? Said(PropertyEntry entry, Dictionary<string, object?> config, string key)
    {
        if (entry.Value(key) is "") entry.File.Fail(entry.Map.LineOf(key), $"{key} cannot be an empty string.", "Name a column, or remove it.");
        return entry.Text(key, nullable: true) is { Length: > 0 } said ? said : config.GetValueOrDefault(key) as string;
    }

    private static Dictionary<string, object?> Meta(PropertyEntry entry)
    {
        var meta = entry.Mapping("meta");
        if (entry.Mapping("config").GetValueOrDefault("meta") is Dictionary<string, object?> configured)
            foreach (var (key, value) in configured) meta[key] = value;
        return meta;
    }

    private static Dictionary<string, object?> Quoting(PropertyEntry source, PropertyEntry table)
    {
        var (farther, nearer) = (source.Mapping("quoting"), table.Mapping("quoting"));
        return QuotingKeys.ToDictionary(key => key, key => nearer.GetValueOrDefault(key) ?? farther.GetValueOrDefault(key), StringComparer.Ordinal);
    }

    private static Dictionary<string, object?>? External(PropertyEntry table)
    {
        if (table.Child("external") is not { } map) return null;
        var written = PlainValues.Of(map);
        var external = ExternalKeys.ToDictionary(key => key, written.GetValueOrDefault, StringComparer.Ordinal);
        foreach (var (key, value) in written) external[key] = value;
        return external;
    }
}
