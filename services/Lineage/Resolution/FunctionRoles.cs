using System.Collections.Frozen;
using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>What a function does with its arguments.</summary>
internal sealed class FunctionRoles(Func<int, int, (Influences Value, bool Decides)> argument)
{
    private static readonly FrozenSet<string> Aggregates = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "any_value", "approx_count_distinct", "approx_quantile", "approx_top_k", "arbitrary", "arg_max", "arg_min", "argmax", "argmin", "array_agg", "avg", "bit_and", "bit_or", "bit_xor", "bool_and",
        "bool_or", "corr", "count", "count_if", "countif", "count_star", "covar_pop", "covar_samp", "entropy", "every", "favg", "first", "fsum", "geomean", "geometric_mean", "group_concat", "histogram",
        "json_agg", "json_arrayagg", "json_group_array", "json_group_object", "json_group_structure", "json_object_agg", "json_objectagg", "jsonb_agg", "jsonb_object_agg", "kahan_sum", "kurtosis", "last",
        "list", "listagg", "mad", "max", "max_by", "mean", "median", "min", "min_by", "mode", "percentile_cont", "percentile_disc", "product", "quantile", "quantile_cont", "quantile_disc", "range_agg",
        "range_intersect_agg", "regr_avgx", "regr_avgy", "regr_count", "regr_intercept", "regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "reservoir_quantile", "skewness", "stddev",
        "stddev_pop", "stddev_samp", "string_agg", "sum", "sum_no_overflow", "sumkahan", "var_pop", "var_samp", "variance", "xmlagg");

    private static readonly FunctionRoles Aggregating = new((_, _) => (Influences.Aggregation, false));
    private static readonly FunctionRoles Computing = new((_, _) => (Influences.Transformation, false));

    private static readonly FrozenDictionary<string, FunctionRoles> Choosing = new Dictionary<string, FunctionRoles>
    {
        ["coalesce"] = new((_, _) => (Influences.Identity, true)),
        ["ifnull"] = new((_, _) => (Influences.Identity, true)),
        ["nullif"] = new((i, _) => (i == 0 ? Influences.Identity : Influences.None, true)),
        ["if"] = new((i, _) => i == 0 ? (Influences.None, true) : (Influences.Identity, false)),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static FunctionRoles Of(CallExpression call) =>
        IsAggregate(call) ? Aggregating : Choosing.GetValueOrDefault(call.Function, Computing);

    public static bool IsAggregate(CallExpression call) => Aggregates.Contains(call.Function) || call.IsDistinct || call.WithinGroup.Count > 0 || call is { Filter: not null, Over: null };

    /// <returns>What the argument is to the function's value, and whether it decides which value is taken.</returns>
    public (Influences Value, bool Decides) Argument(int position, int count) => argument(position, count);
}
