using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Configs;

/// <summary>Brings merged configurations into the shape that artifacts show.</summary>
internal static class ConfigShapes
{
    private static readonly string[] DocsKeys = ["show", "node_color"];
    private static readonly string[] ContractKeys = ["enforced", "alias_types"];

    /// <param name="farther">What the project alone says.</param>
    public static void Apply(ResourceType type, NodeConfig config, IReadOnlyDictionary<string, object?> farther)
    {
        var values = config.Values;
        if (values.GetValueOrDefault("tags") is string tag) values["tags"] = new List<object?> { tag };
        Keep(values, "docs", DocsKeys);
        Keep(values, "contract", ContractKeys);
        if (type == ResourceType.Model) values["freshness"] = Freshness(values.GetValueOrDefault("freshness"));
        if (type == ResourceType.Snapshot && values["snapshot_meta_column_names"] is IReadOnlyDictionary<string, object?> names)
        {
            var all = ConfigFields.Of(type).Defaults()["snapshot_meta_column_names"] as Dictionary<string, object?> ?? [];
            foreach (var (key, value) in names) all[key] = value;
            values["snapshot_meta_column_names"] = all;
        }
        if (type == ResourceType.Test) StoreFailures(values);
        if (type is ResourceType.Source or ResourceType.Exposure or ResourceType.UnitTest or ResourceType.Group or ResourceType.Metric or ResourceType.SemanticModel or ResourceType.SavedQuery) return;
        foreach (var field in ConfigFields.Of(type).All)
        {
            // As in the reference, null does not take a project's value back in what is shown, while names are made without it.
            if (values[field.Name] is not null || farther[field.Name] is not { } shown) continue;
            values[field.Name] = shown;
            config.Clear(field.Name);
        }
    }

    private static void Keep(Dictionary<string, object?> values, string key, string[] wanted)
    {
        if (values.GetValueOrDefault(key) is IReadOnlyDictionary<string, object?> map)
            values[key] = wanted.ToDictionary(each => each, each => map.GetValueOrDefault(each) ?? (each is "show" or "alias_types" ? true : each == "enforced" ? false : null), StringComparer.Ordinal);
    }

    /// <summary>Only with <c>build_after</c> is it one.</summary>
    private static Dictionary<string, object?>? Freshness(object? value)
    {
        if (value is not IReadOnlyDictionary<string, object?> map || map.GetValueOrDefault("build_after") is not IReadOnlyDictionary<string, object?> after) return null;
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["build_after"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["count"] = after.GetValueOrDefault("count"), ["period"] = after.GetValueOrDefault("period"), ["updates_on"] = after.GetValueOrDefault("updates_on") ?? "any",
            },
        };
    }

    /// <summary><c>store_failures_as</c> decides over <c>store_failures</c>; each follows from the other.</summary>
    private static void StoreFailures(Dictionary<string, object?> values)
    {
        if (values["store_failures_as"] is string kind) values["store_failures"] = kind != "ephemeral";
        else values["store_failures_as"] = values["store_failures"] switch { true => "table", false => "ephemeral", _ => null };
    }
}
