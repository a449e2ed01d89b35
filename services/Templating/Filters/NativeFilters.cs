using System.Collections.Frozen;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Filters;

/// <summary>The filters that dbt adds: in YAML they say how a text is read; in SQL they change nothing.</summary>
public static class NativeFilters
{
    private static readonly string[] Names = ["as_text", "as_native", "as_bool", "as_number"];

    public static FrozenDictionary<string, TemplateFilter> ForValues { get; } = Make(name => (value, _) => new MarkedText(PythonText.Str(value), name));

    public static FrozenDictionary<string, TemplateFilter> ForText { get; } = Make(_ => (value, _) => value);

    private static FrozenDictionary<string, TemplateFilter> Make(Func<string, TemplateFilter> filter)
    {
        var filters = new Dictionary<string, TemplateFilter>(StringComparer.Ordinal) { ["is_list"] = (value, _) => value is IReadOnlyList<object?> and not TupleValue };
        foreach (var name in Names) filters.Add(name, filter(name));
        return filters.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
