using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties.Semantics;

/// <summary>The entities, measures and dimensions of a semantic model.</summary>
internal static class SemanticElements
{
    public static Dictionary<string, object?> Entity(IReadOnlyDictionary<string, object?> entity, IReadOnlyDictionary<string, object?> meta)
    {
        var values = Shape.Only(entity, "name", "type", "description", "label", "role", "expr");
        values["config"] = Config(entity, meta);
        return values;
    }

    public static Dictionary<string, object?> Measure(IReadOnlyDictionary<string, object?> measure, IReadOnlyDictionary<string, object?> meta)
    {
        var values = Shape.Only(measure, "name", "agg", "description", "label");
        values["create_metric"] = false;
        values["expr"] = measure.GetValueOrDefault("expr") is { } expression ? PythonText.Str(expression) : null;
        values["agg_params"] = measure.GetValueOrDefault("agg_params") is IReadOnlyDictionary<string, object?> parameters
            ? new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["percentile"] = parameters.GetValueOrDefault("percentile"),
                ["use_discrete_percentile"] = parameters.GetValueOrDefault("use_discrete_percentile") ?? false,
                ["use_approximate_percentile"] = parameters.GetValueOrDefault("use_approximate_percentile") ?? false,
            }
            : null;
        values["non_additive_dimension"] = measure.GetValueOrDefault("non_additive_dimension") is IReadOnlyDictionary<string, object?> dimension
            ? new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = dimension.GetValueOrDefault("name"),
                ["window_choice"] = dimension.GetValueOrDefault("window_choice") ?? "min",
                ["window_groupings"] = PlainValues.Of(dimension.GetValueOrDefault("window_groupings") ?? new List<object?>()),
            }
            : null;
        values["agg_time_dimension"] = measure.GetValueOrDefault("agg_time_dimension");
        values["config"] = Config(measure, meta);
        return values;
    }

    public static Dictionary<string, object?> Dimension(IReadOnlyDictionary<string, object?> dimension, IReadOnlyDictionary<string, object?> meta)
    {
        var values = Shape.Only(dimension, "name", "type", "description", "label");
        values["is_partition"] = dimension.GetValueOrDefault("is_partition") is true;
        values["type_params"] = dimension.GetValueOrDefault("type_params") is IReadOnlyDictionary<string, object?> parameters ? Shape.Only(parameters, "time_granularity", "validity_params") : null;
        values["expr"] = PlainValues.Of(dimension.GetValueOrDefault("expr"));
        values["metadata"] = null;
        values["config"] = Config(dimension, meta);
        return values;
    }

    /// <summary>An element's own words go before those of its model.</summary>
    private static Dictionary<string, object?> Config(IReadOnlyDictionary<string, object?> element, IReadOnlyDictionary<string, object?> meta)
    {
        var merged = PlainValues.Of(meta);
        if (element.GetValueOrDefault("config") is IReadOnlyDictionary<string, object?> config && config.GetValueOrDefault("meta") is IReadOnlyDictionary<string, object?> own)
        {
            foreach (var (key, value) in own) merged[key] = PlainValues.Of(value);
        }

        return new(StringComparer.Ordinal) { ["meta"] = merged };
    }
}
