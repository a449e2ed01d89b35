using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Selection.Methods;

/// <summary>Compares a configuration with a criterion: <c>config.materialized:view</c>, <c>config.meta.owner:finance</c>.</summary>
internal static class ConfigValue
{
    public static bool Matches(GraphNode node, IReadOnlyList<string> path, object? wanted)
    {
        if (path.Count == 0 || !TryFind(node.Config.Values, path, out var value)) return false;
        var comparison = path is ["severity"] ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return value is IReadOnlyList<object?> list && value is not string
            ? list.Any(item => Same(item, wanted, comparison))
            : Same(value, wanted, comparison);
    }

    private static bool TryFind(IReadOnlyDictionary<string, object?> values, IReadOnlyList<string> path, out object? value)
    {
        value = values;
        foreach (var part in path)
        {
            if (value is not IReadOnlyDictionary<string, object?> map) return false;
            // Hooks are attributes pre_hook and post_hook of a configuration whose keys are pre-hook and post-hook.
            if (!map.TryGetValue(part, out value) && !map.TryGetValue(part.Replace("_hook", "-hook", StringComparison.Ordinal), out value)) return false;
        }

        return true;
    }

    private static bool Same(object? value, object? wanted, StringComparison comparison) => (value, wanted) switch
    {
        (string text, string other) => string.Equals(text, other, comparison),
        (bool flag, string other) => string.Equals(other, flag ? "true" : "false", StringComparison.OrdinalIgnoreCase),
        _ => Equals(value, wanted),
    };
}
