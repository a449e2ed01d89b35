using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Configs;

/// <summary>The configurations of each type of resource with their defaults, in the order that artifacts show.</summary>
internal sealed class ConfigFields
{
    private static readonly ConfigField[] OfAll =
    [
        new("enabled", true, Type: ConfigType.Flag),
        new("alias", Type: ConfigType.Text),
        new("schema", Type: ConfigType.Text),
        new("database", Type: ConfigType.Text),
        new("tags", Nothing, ConfigMerge.Append),
        new("meta", NoEntries, ConfigMerge.Update, ConfigType.Map),
        new("group", Type: ConfigType.Text),
    ];

    private static readonly ConfigField[] OfRelations =
    [
        new("incremental_strategy", Type: ConfigType.Text),
        new("batch_size"),
        new("lookback", 1L),
        new("begin"),
        new("persist_docs", NoEntries, Type: ConfigType.Map),
        new("post-hook", Nothing, ConfigMerge.Append),
        new("pre-hook", Nothing, ConfigMerge.Append),
        new("quoting", NoEntries, ConfigMerge.Update, ConfigType.Map),
        new("column_types", NoEntries, ConfigMerge.Update, ConfigType.Map),
        new("full_refresh", Type: ConfigType.Flag),
        new("unique_key"),
        new("on_schema_change", "ignore", Type: ConfigType.Text),
        new("on_configuration_change", "apply", Type: ConfigType.Text),
        new("grants", NoEntries, ConfigMerge.Grants, ConfigType.Map),
        new("packages", Nothing, ConfigMerge.Append),
        new("docs", new Dictionary<string, object?>(StringComparer.Ordinal) { ["show"] = true, ["node_color"] = null }, ConfigMerge.Update, ConfigType.Map),
        new("contract", new Dictionary<string, object?>(StringComparer.Ordinal) { ["enforced"] = false, ["alias_types"] = true }, ConfigMerge.Update, ConfigType.Map),
        new("event_time"),
        new("concurrent_batches"),
    ];

    private static readonly ConfigFields Node = new([.. OfAll, new("materialized", "view", Type: ConfigType.Text), .. OfRelations]);
    private static readonly ConfigFields Model = new([.. Node.All, new("access", "protected", Type: ConfigType.Text), new("freshness")]);
    private static readonly ConfigFields Seed = new([.. OfAll, new("materialized", "seed", Type: ConfigType.Text), .. OfRelations, new("delimiter", ",", Type: ConfigType.Text), new("quote_columns", Type: ConfigType.Flag)]);

    private static readonly ConfigFields Snapshot = new(
    [
        .. OfAll, new("materialized", "snapshot", Type: ConfigType.Text), .. OfRelations,
        new("strategy", Type: ConfigType.Text),
        new("target_schema", Type: ConfigType.Text),
        new("target_database", Type: ConfigType.Text),
        new("updated_at", Type: ConfigType.Text),
        new("check_cols"),
        new("snapshot_meta_column_names", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["dbt_valid_to"] = null, ["dbt_valid_from"] = null, ["dbt_scd_id"] = null, ["dbt_updated_at"] = null, ["dbt_is_deleted"] = null,
        }, Type: ConfigType.Map),
        new("dbt_valid_to_current", Type: ConfigType.Text),
    ]);

    private static readonly ConfigFields Test = new(
    [
        .. OfAll.Select(field => field.Name == "schema" ? field with { Default = "dbt_test__audit" } : field),
        new("materialized", "test", Type: ConfigType.Text),
        new("severity", "ERROR", Type: ConfigType.Text),
        new("store_failures", Type: ConfigType.Flag),
        new("store_failures_as", Type: ConfigType.Text),
        new("where", Type: ConfigType.Text),
        new("limit", Type: ConfigType.Whole),
        new("fail_calc", "count(*)", Type: ConfigType.Text),
        new("warn_if", "!= 0", Type: ConfigType.Text),
        new("error_if", "!= 0", Type: ConfigType.Text),
    ]);

    private static readonly ConfigFields Source = new(
    [
        new("enabled", true, Type: ConfigType.Flag),
        new("event_time"),
        new("freshness", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["warn_after"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["count"] = null, ["period"] = null },
            ["error_after"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["count"] = null, ["period"] = null },
            ["filter"] = null,
        }),
        new("loaded_at_field", Type: ConfigType.Text),
        new("loaded_at_query", Type: ConfigType.Text),
        new("meta", NoEntries, ConfigMerge.Update, ConfigType.Map),
        new("tags", Nothing),
    ]);

    private static readonly ConfigFields Exposure = new([new("enabled", true, Type: ConfigType.Flag), new("tags", Nothing), new("meta", NoEntries, Type: ConfigType.Map)]);

    private static readonly ConfigFields UnitTest = new(
        [new("tags", Nothing, ConfigMerge.Append), new("meta", NoEntries, ConfigMerge.Update, ConfigType.Map), new("enabled", true, Type: ConfigType.Flag)]);

    private static readonly ConfigFields Group = new([new("meta", NoEntries, ConfigMerge.Update, ConfigType.Map)]);

    private static readonly ConfigFields Semantic = new([new("enabled", true, Type: ConfigType.Flag), new("group", Type: ConfigType.Text), new("meta", NoEntries, ConfigMerge.Update, ConfigType.Map)]);

    private static readonly ConfigFields SavedQuery = new(
    [
        .. Semantic.All,
        new("export_as", Type: ConfigType.Text),
        new("schema", Type: ConfigType.Text),
        new("cache", new Dictionary<string, object?>(StringComparer.Ordinal) { ["enabled"] = false }),
    ]);

    private readonly Dictionary<string, ConfigField> _byName;

    private ConfigFields(IReadOnlyList<ConfigField> all)
    {
        All = all;
        _byName = all.ToDictionary(field => field.Name, StringComparer.Ordinal);
    }

    private static List<object?> Nothing => [];

    private static Dictionary<string, object?> NoEntries => new(StringComparer.Ordinal);

    public IReadOnlyList<ConfigField> All { get; }

    public static ConfigFields Of(ResourceType type) => type switch
    {
        ResourceType.Model => Model,
        ResourceType.Seed => Seed,
        ResourceType.Snapshot => Snapshot,
        ResourceType.Test => Test,
        ResourceType.Source => Source,
        ResourceType.Exposure => Exposure,
        ResourceType.UnitTest => UnitTest,
        ResourceType.Group => Group,
        ResourceType.Metric or ResourceType.SemanticModel => Semantic,
        ResourceType.SavedQuery => SavedQuery,
        _ => Node,
    };

    public ConfigField? Find(string name) => _byName.GetValueOrDefault(name);

    public Dictionary<string, object?> Defaults() => All.ToDictionary(field => field.Name, field => ConfigValues.Copy(field.Default), StringComparer.Ordinal);

    /// <summary>The key of dbt_project.yml that holds the tree for a type.</summary>
    public static string Section(ResourceType type) => type switch
    {
        ResourceType.Seed => "seeds",
        ResourceType.Snapshot => "snapshots",
        ResourceType.Source => "sources",
        ResourceType.Test => "data_tests",
        ResourceType.Exposure => "exposures",
        ResourceType.UnitTest => "unit_tests",
        ResourceType.Metric => "metrics",
        ResourceType.SemanticModel => "semantic-models",
        ResourceType.SavedQuery => "saved-queries",
        _ => "models",
    };
}
