using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>Incremental strategies and other ways that a model may choose.</summary>
internal static class StrategyMethods
{
    private static readonly HashSet<string> BuiltIn = new(StringComparer.Ordinal) { "append", "delete+insert", "merge", "insert_overwrite", "microbatch" };

    public static IReadOnlyDictionary<string, AdapterMethod> All { get; } = new Dictionary<string, AdapterMethod>(StringComparer.Ordinal)
    {
        ["valid_incremental_strategies"] = (adapter, _) => new List<object?>(adapter.Adapter.Traits.IncrementalStrategies),
        ["builtin_incremental_strategies"] = (_, _) => new List<object?>(BuiltIn),
        ["get_incremental_strategy_macro"] = (adapter, arguments) => Macro(adapter, arguments[0, "model_context"], arguments[1, "strategy"] as string ?? "default"),
        ["build_catalog_relation"] = (_, _) => null,
        ["get_catalog_integration"] = (adapter, arguments) => throw new TemplateException($"The engine {adapter.Adapter.Traits.Type} has no catalog '{arguments[0, "name"]}'"),
    };

    private static object? Macro(AdapterValue adapter, object? context, string strategy)
    {
        if (BuiltIn.Contains(strategy) && !adapter.Adapter.Traits.IncrementalStrategies.Contains(strategy))
            throw new TemplateException($"The incremental strategy '{strategy}' is not valid for this adapter");
        var name = $"get_incremental_{strategy.Replace('+', '_')}_sql";
        return Known(context, name) ?? throw new TemplateException($"dbt could not find an incremental strategy macro with the name \"{name}\"; write a macro of that name or choose one of {string.Join(", ", adapter.Adapter.Traits.IncrementalStrategies)}");
    }

    private static object? Known(object? context, string name) => context switch
    {
        IReadOnlyDictionary<string, object?> values => values.GetValueOrDefault(name),
        ITemplateObject other => other.TryGetItem(name, out var macro) ? macro : null,
        _ => null,
    };
}
