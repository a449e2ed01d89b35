using ControlPlane.Models.Quality.Declarations;

namespace ControlPlane.Models.Quality.Checks;

/// <summary>
/// Every value of a column lies between bounds, which are accepted themselves: numbers, or texts that the engine reads as the column's type
/// (<c>'2020-01-01'</c>). Compared by the engine, exact for any size. Nulls do not count; NaN is above all numbers.
/// </summary>
public sealed record RangeCheck(CheckIdentity Declared, object? Min, object? Max, object? WarnMin, object? WarnMax) : QualityCheck(Declared)
{
    internal static readonly CheckKind Reader = new("range", Bounds.Keys, NeedsColumn: true, Read);

    public override string Kind => Reader.Name;

    public override QualityDimension Dimension => QualityDimension.Validity;

    internal override IReadOnlyList<string> Measures(MeasureScope scope)
    {
        var column = scope.Column(Column!);
        return
        [
            scope.Over($"count({column})", this), scope.Count(this, Outside(column, Min, Max)), scope.Count(this, Outside(column, WarnMin, WarnMax)),
            scope.Over($"min({column})", this), scope.Over($"max({column})", this),
        ];
    }

    internal override CheckOutcome Judge(Measured measured, JudgingContext context)
    {
        var (values, failed, warned) = (measured.Count(0), measured.Count(1), measured.Count(2));
        if (values == 0) return new(QualityStatus.Pass, "there are no values");
        var found = $"found {Measured.Text(measured[3])} to {Measured.Text(measured[4])}";
        return failed > 0 ? new(QualityStatus.Fail, $"{failed} of {values} values are not {Shown(Min, Max)}", failed, failed, found)
            : warned > 0 ? new(QualityStatus.Warn, $"{warned} of {values} values are not {Shown(WarnMin, WarnMax)}", warned, warned, found)
            : new(QualityStatus.Pass, $"all values are {(Min ?? Max) switch { null => Shown(WarnMin, WarnMax), _ => Shown(Min, Max) }}", 0, 0, found);
    }

    private static RangeCheck Read(CheckEntry entry, CheckIdentity declared)
    {
        entry.NeedOne(Bounds.Keys);
        if (Bounds.Keys.All(key => entry.Value(key) is null or long or double)) Bounds.Read(entry, double.MinValue, double.MaxValue);
        return new(declared, entry.Literal("min"), entry.Literal("max"), entry.Literal("warn_min"), entry.Literal("warn_max"));
    }

    private static string Outside(string column, object? min, object? max) => (min, max) switch
    {
        (null, null) => "false",
        (_, null) => $"{column} < {SqlLiteral.Of(min)}",
        (null, _) => $"{column} > {SqlLiteral.Of(max)}",
        _ => $"{column} < {SqlLiteral.Of(min)} or {column} > {SqlLiteral.Of(max)}",
    };

    private static string Shown(object? min, object? max) => (min, max) switch
    {
        (_, null) => $"at least {Measured.Text(min)}",
        (null, _) => $"at most {Measured.Text(max)}",
        _ => $"between {Measured.Text(min)} and {Measured.Text(max)}",
    };
}
