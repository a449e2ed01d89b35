using ControlPlane.Models.Quality.Declarations;

namespace ControlPlane.Models.Quality.Checks;

/// <summary>
/// A query whose rows are failures. It is a template with <c>this</c>, <c>ref</c> and <c>source</c>; property files are templates themselves, so what
/// is for later stands between <c>{% raw %}</c> and <c>{% endraw %}</c>.
/// </summary>
public sealed record SqlCheck(CheckIdentity Declared, string Query, Bounds Bounds) : QualityCheck(Declared)
{
    internal static readonly CheckKind Reader = new("sql", ["query", "max", "warn_max"], NeedsColumn: false, Read) { TakesWhere = false, NeedsName = true };

    public override string Kind => Reader.Name;

    public override QualityDimension Dimension => QualityDimension.Validity;

    internal override IReadOnlyList<string> Measures(MeasureScope scope) => [$"(select count(*) from (\n{scope.Render(Query).Trim().TrimEnd(';')}\n) as quality_rows)"];

    internal override CheckOutcome Judge(Measured measured, JudgingContext context)
    {
        var rows = measured.Count(0);
        return new(Bounds.Judge(rows), $"the query gives {rows} {(rows == 1 ? "row" : "rows")}; {Bounds}", rows, rows);
    }

    private static SqlCheck? Read(CheckEntry entry, CheckIdentity declared) => entry.Required("query") is { } query ? new SqlCheck(declared, query, entry.Failures()) : null;
}
