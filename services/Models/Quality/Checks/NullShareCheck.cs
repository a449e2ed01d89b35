using ControlPlane.Models.Quality.Declarations;

namespace ControlPlane.Models.Quality.Checks;

/// <summary>The share of rows, 0 to 1, in which a column is null. A relation without rows passes.</summary>
public sealed record NullShareCheck(CheckIdentity Declared, Bounds Bounds) : QualityCheck(Declared)
{
    internal static readonly CheckKind Reader = new("null_share", Bounds.Keys, NeedsColumn: true, (entry, declared) => new NullShareCheck(declared, entry.Shares()));

    public override string Kind => Reader.Name;

    public override QualityDimension Dimension => QualityDimension.Completeness;

    internal override IReadOnlyList<string> Measures(MeasureScope scope) => [scope.Count(this), scope.Count(this, $"{scope.Column(Column!)} is null")];

    internal override CheckOutcome Judge(Measured measured, JudgingContext context)
    {
        var (rows, nulls) = (measured.Count(0), measured.Count(1));
        if (rows == 0) return new(QualityStatus.Pass, "there are no rows");
        var share = (double)nulls / rows;
        return new(Bounds.Judge(share), $"{nulls} of {rows} rows are null: {Measured.Number(share)}; {Bounds}", share, nulls);
    }
}
