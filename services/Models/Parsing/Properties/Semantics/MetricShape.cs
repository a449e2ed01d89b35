using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties.Semantics;

/// <summary>What a metric is computed from, in the form of the artifacts.</summary>
internal static class MetricShape
{
    public static Dictionary<string, object?> TypeParams(IReadOnlyDictionary<string, object?> given, string type) => new(StringComparer.Ordinal)
    {
        ["measure"] = Measure(given.GetValueOrDefault("measure")),
        ["input_measures"] = new List<object?>(),
        ["numerator"] = Metric(given.GetValueOrDefault("numerator")),
        ["denominator"] = Metric(given.GetValueOrDefault("denominator")),
        ["expr"] = given.GetValueOrDefault("expr") is { } expression ? PythonText.Str(expression) : null,
        ["window"] = Shape.Window(given.GetValueOrDefault("window")),
        ["grain_to_date"] = given.GetValueOrDefault("grain_to_date"),
        ["metrics"] = (given.GetValueOrDefault("metrics") as IReadOnlyList<object?> ?? []).Select(metric => (object?)Metric(metric)).ToList(),
        ["conversion_type_params"] = given.GetValueOrDefault("conversion_type_params") is IReadOnlyDictionary<string, object?> conversion ? Conversion(conversion) : null,
        ["cumulative_type_params"] = type == "cumulative" ? Cumulative(given) : null,
        ["metric_aggregation_params"] = null,
    };

    /// <summary>A measure as a metric's input; a name alone, or with a filter and the like.</summary>
    private static Dictionary<string, object?>? Measure(object? measure)
    {
        if (Named(measure) is not { } given) return null;
        return new(StringComparer.Ordinal)
        {
            ["name"] = given.GetValueOrDefault("name"),
            ["filter"] = Shape.Filter(given.GetValueOrDefault("filter")),
            ["alias"] = given.GetValueOrDefault("alias"),
            ["join_to_timespine"] = given.GetValueOrDefault("join_to_timespine") is true,
            ["fill_nulls_with"] = given.GetValueOrDefault("fill_nulls_with"),
        };
    }

    private static Dictionary<string, object?>? Metric(object? metric)
    {
        if (Named(metric) is not { } given) return null;
        return new(StringComparer.Ordinal)
        {
            ["name"] = given.GetValueOrDefault("name"),
            ["filter"] = Shape.Filter(given.GetValueOrDefault("filter")),
            ["alias"] = given.GetValueOrDefault("alias"),
            ["offset_window"] = Shape.Window(given.GetValueOrDefault("offset_window")),
            ["offset_to_grain"] = given.GetValueOrDefault("offset_to_grain"),
        };
    }

    private static Dictionary<string, object?> Conversion(IReadOnlyDictionary<string, object?> given) => new(StringComparer.Ordinal)
    {
        ["base_measure"] = Measure(given.GetValueOrDefault("base_measure")),
        ["conversion_measure"] = Measure(given.GetValueOrDefault("conversion_measure")),
        ["entity"] = given.GetValueOrDefault("entity"),
        ["calculation"] = given.GetValueOrDefault("calculation") ?? "conversion_rate",
        ["window"] = Shape.Window(given.GetValueOrDefault("window")),
        ["constant_properties"] = PlainValues.Of(given.GetValueOrDefault("constant_properties")),
        ["base_metric"] = null,
        ["conversion_metric"] = null,
    };

    private static Dictionary<string, object?> Cumulative(IReadOnlyDictionary<string, object?> given)
    {
        var own = given.GetValueOrDefault("cumulative_type_params") as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>(StringComparer.Ordinal);
        return new(StringComparer.Ordinal)
        {
            ["window"] = Shape.Window(own.GetValueOrDefault("window") ?? given.GetValueOrDefault("window")),
            ["grain_to_date"] = own.GetValueOrDefault("grain_to_date") ?? given.GetValueOrDefault("grain_to_date"),
            ["period_agg"] = own.GetValueOrDefault("period_agg") ?? "first",
            ["metric"] = null,
        };
    }

    private static IReadOnlyDictionary<string, object?>? Named(object? given) => given switch
    {
        string name => new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = name },
        IReadOnlyDictionary<string, object?> map => map,
        _ => null,
    };
}
