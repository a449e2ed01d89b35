using ControlPlane.Models.Manifests;
using ControlPlane.Models.Quality.Declarations;

namespace ControlPlane.Models.Quality.Checks;

/// <summary>Every value of a column is in a column of another relation. Nulls do not count. Bounds, if any, count the rows without a counterpart.</summary>
public sealed record ReferencesCheck(CheckIdentity Declared, GraphNode To, string Field, Bounds Bounds) : QualityCheck(Declared)
{
    internal static readonly CheckKind Reader = new("references", ["to", "field", "max", "warn_max"], NeedsColumn: true, Read);

    public override string Kind => Reader.Name;

    public override QualityDimension Dimension => QualityDimension.Consistency;

    internal override IReadOnlyList<string> Measures(MeasureScope scope)
    {
        var (column, other) = (scope.Column(Column!), scope.RelationOf(To));
        var where = Declared.Where is { } text ? $" and (\n{scope.Render(text)}\n)" : "";
        return
        [
            scope.Over($"count({column})", this),
            $"(select count(*) from (select {column} as quality_value from {scope.Relation.Render()} where {column} is not null{where}) as quality_child "
            + $"where not exists (select 1 from {other.Render()} as quality_parent where quality_parent.{scope.Column(other, Field)} = quality_child.quality_value))",
        ];
    }

    internal override CheckOutcome Judge(Measured measured, JudgingContext context)
    {
        var (values, orphans) = (measured.Count(0), measured.Count(1));
        return new(Bounds.Judge(orphans), $"{orphans} of {values} values are not in {To.Name}.{Field}; {Bounds}", orphans, orphans);
    }

    private static ReferencesCheck? Read(CheckEntry entry, CheckIdentity declared) =>
        (entry.Target("to"), entry.Required("field")) is ({ } target, { } field) ? new ReferencesCheck(declared, target, field, entry.Failures()) : null;
}
