using ControlPlane.Models.Quality.Declarations;

namespace ControlPlane.Models.Quality.Checks;

/// <summary>How many different values there are for each value of a column, 0 to 1 (1: no value twice). Nulls do not count; without values it passes.</summary>
public sealed record DistinctShareCheck(CheckIdentity Declared, Bounds Bounds) : QualityCheck(Declared)
{
    internal static readonly CheckKind Reader = new("distinct_share", Bounds.Keys, NeedsColumn: true, (entry, declared) => new DistinctShareCheck(declared, entry.Shares()));

    public override string Kind => Reader.Name;

    public override QualityDimension Dimension => QualityDimension.Uniqueness;

    internal override IReadOnlyList<string> Measures(MeasureScope scope)
    {
        var column = scope.Column(Column!);
        return [scope.Over($"count({column})", this), scope.Over($"count(distinct {column})", this)];
    }

    internal override CheckOutcome Judge(Measured measured, JudgingContext context)
    {
        var (values, distinct) = (measured.Count(0), measured.Count(1));
        if (values == 0) return new(QualityStatus.Pass, "there are no values");
        var share = (double)distinct / values;
        return new(Bounds.Judge(share), $"{distinct} of {values} values are distinct: {Measured.Number(share)}; {Bounds}", share);
    }
}
