using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>What snapshots check of their table and of their configuration.</summary>
internal static class SnapshotMethods
{
    public static IReadOnlyDictionary<string, AdapterMethod> All { get; } = new Dictionary<string, AdapterMethod>(StringComparer.Ordinal)
    {
        ["valid_snapshot_target"] = (adapter, arguments) => Check(adapter, arguments, strategy: null),
        ["assert_valid_snapshot_target_given_strategy"] = (adapter, arguments) => Check(adapter, arguments, arguments[2, "strategy"]),
        ["get_hard_deletes_behavior"] = (adapter, arguments) => adapter.IsConnected ? HardDeletes(arguments[0, "config"]) : null,
    };

    private static object? Check(AdapterValue adapter, TemplateArguments arguments, object? strategy)
    {
        if (!adapter.IsConnected) return null;
        var names = arguments[1, "column_names"];
        List<string> wanted = ["dbt_scd_id", "dbt_valid_from", "dbt_valid_to"];
        if (ConfigReading.Get(strategy, "hard_deletes") is "new_record") wanted.Add("dbt_is_deleted");
        var columns = ColumnMethods.Of(adapter, arguments.Require<Relation>(0, "relation")).Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var missing = wanted.Select(name => names is null ? name : ConfigReading.Get(names, name) as string ?? name).Where(name => !columns.Contains(name)).ToList();
        return missing.Count == 0 ? null : throw new TemplateException($"Snapshot target is missing configured columns (missing {string.Join(", ", missing.Select(name => $"\"{name}\""))}). See https://docs.getdbt.com/docs/build/snapshots#snapshot-meta-fields for more information.");
    }

    private static string HardDeletes(object? config)
    {
        var (legacy, behaviour) = (ConfigReading.Get(config, "invalidate_hard_deletes"), ConfigReading.Get(config, "hard_deletes"));
        if (legacy is not (null or Undefined) && behaviour is not (null or Undefined))
            throw new TemplateException("You cannot set both the invalidate_hard_deletes and hard_deletes config properties on the same snapshot.");
        return (legacy, behaviour) switch
        {
            (true, _) or (_, "invalidate") => "invalidate",
            (_, "new_record") => "new_record",
            (_, null or Undefined or "ignore") => "ignore",
            _ => throw new TemplateException("Invalid setting for property hard_deletes."),
        };
    }
}
