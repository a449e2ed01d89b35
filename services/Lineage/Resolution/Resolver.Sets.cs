using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>UNION, INTERSECT and EXCEPT.</summary>
internal sealed partial class Resolver
{
    private RowShape Merge(IReadOnlyList<(Branch Branch, RowShape Shape)> branches)
    {
        var rows = new OriginCollector();
        List<(Branch Branch, RowShape Shape)> giving = [];
        var excludes = false;
        foreach (var (branch, shape) in branches)
        {
            rows.Add(shape.Rows);
            // INTERSECT binds tighter: what follows EXCEPT and INTERSECT takes rows away too.
            excludes = branch.Operator == SetOperator.Except || branch.Operator == SetOperator.Intersect && excludes;
            if (!excludes) giving.Add((branch, shape));
            else foreach (var column in shape.Columns) rows.Add(column.Origins, Influences.Filter);
        }

        var columns = giving.TrueForAll(g => !g.Shape.IsOpen && !g.Branch.IsByName)
            ? ByPosition([.. giving.Select(g => g.Shape)])
            : giving.Skip(1).Aggregate(giving[0].Shape, (merged, g) => ByName(merged, g.Shape, g.Branch.IsByName)).Columns;
        return Shape(columns, rows.ToSet());
    }

    private List<ShapeColumn> ByPosition(IReadOnlyList<RowShape> shapes)
    {
        List<ShapeColumn> columns = new(shapes[0].Columns.Count);
        if (shapes.FirstOrDefault(s => s.Columns.Count != shapes[0].Columns.Count) is { } other)
            Report($"the branches of a set operation have {shapes[0].Columns.Count} and {other.Columns.Count} columns");
        for (var i = 0; i < shapes[0].Columns.Count; i++)
        {
            var origins = new OriginCollector();
            foreach (var shape in shapes)
            {
                if (i < shape.Columns.Count) origins.Add(shape.Columns[i].Origins);
            }

            columns.Add(shapes[0].Columns[i] with { Origins = origins.ToSet() });
        }

        return columns;
    }

    /// <summary>As BY NAME says; and where one side has columns that nobody has listed, since then no position is known.</summary>
    private RowShape ByName(RowShape left, RowShape right, bool isSaid)
    {
        if (left.IsOpen && !right.IsOpen && !isSaid) (left, right) = (right, left);
        List<ShapeColumn> columns = [];
        var open = right.Columns.Where(c => c.Open is not null).Select(c => c.Open!).ToList();
        foreach (var column in left.Columns)
        {
            if (column.Open is not null)
            {
                columns.Add(ShapeColumn.Unknown(open.Aggregate(column.Open, (all, one) => all.With(one))));
                open = [];
                continue;
            }

            var origins = new OriginCollector();
            origins.Add(column.Origins);
            origins.Add(right.Find(column.Name).Origins);
            columns.Add(column with { Origins = origins.ToSet() });
        }

        if (isSaid || left.IsOpen) columns.AddRange(right.Columns.Where(c => c.Open is null && left.Find(c.Name).Kind != MatchKind.Found));
        if (isSaid) columns.AddRange(open.Select(ShapeColumn.Unknown));
        return Shape(columns, OriginSet.Empty);
    }
}
