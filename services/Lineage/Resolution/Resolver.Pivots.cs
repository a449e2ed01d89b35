using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>PIVOT and UNPIVOT.</summary>
internal sealed partial class Resolver
{
    private RowShape ShapeOf(PivotTable pivot, Scope scope, OriginCollector rows)
    {
        var source = new Scope(scope, scope.CommonTables, _dialect, _catalog);
        AddTable(pivot.Source, source, scope, rows);
        var used = new OriginCollector();
        foreach (var key in pivot.Keys)
        {
            var origins = Collect(key, source, Influences.Identity);
            rows.Add(origins, Influences.GroupBy);
            used.Add(origins);
        }

        List<(string? Alias, OriginSet Origins)> aggregates = [];
        foreach (var aggregate in pivot.Aggregates)
        {
            var origins = Collect(aggregate.Value, source, Influences.Identity);
            aggregates.Add((aggregate.Alias, origins));
            used.Add(origins);
        }

        List<ShapeColumn> columns = [];
        if (pivot.GroupBy is { } groups)
        {
            foreach (var group in groups)
            {
                var column = new ShapeColumn(OutputName(new SelectItem(group, null, false, ""), source), Collect(group, source, Influences.Identity));
                rows.Add(column.Origins, Influences.GroupBy);
                columns.Add(column);
            }
        }
        else
        {
            var taken = Numbers(used.ToSet());
            columns.AddRange(source.Columns.Where(c => c.Open is null && !Numbers(c.Origins).Overlaps(taken)));
            foreach (var column in columns) rows.Add(column.Origins, Influences.GroupBy);
            columns.AddRange(source.Columns.Where(c => c.Open is not null));
        }

        AddPivoted(pivot, aggregates, columns);
        return Shape(columns, OriginSet.Empty);
    }

    private static void AddPivoted(PivotTable pivot, List<(string? Alias, OriginSet Origins)> aggregates, List<ShapeColumn> columns)
    {
        if (pivot.Values.Count == 0)
        {
            var all = new OriginCollector();
            foreach (var (_, origins) in aggregates) all.Add(origins);
            columns.Add(ShapeColumn.Unknown(new OpenColumns([], all.ToSet(), [])));
            return;
        }

        foreach (var value in pivot.Values)
        {
            foreach (var (alias, origins) in aggregates)
                columns.Add(new(alias is not null ? $"{value}_{alias}" : aggregates.Count > 1 ? $"{value}_{columns.Count}" : value, origins));
            if (aggregates.Count == 0) columns.Add(new(value, OriginSet.Empty));
        }
    }

    private RowShape ShapeOf(UnpivotTable unpivot, Scope scope, OriginCollector rows)
    {
        var source = new Scope(scope, scope.CommonTables, _dialect, _catalog);
        AddTable(unpivot.Source, source, scope, rows);
        var values = new OriginCollector();
        foreach (var column in unpivot.Columns)
        {
            if (column is StarExpression star) foreach (var one in Expand(star, source)) values.Add(one.Origins);
            else Visit(column, source, Influences.Identity, values);
        }

        var taken = Numbers(values.ToSet());
        List<ShapeColumn> columns = [.. source.Columns.Where(c => c.Open is not null || c.Origins.IsEmpty || !Numbers(c.Origins).Overlaps(taken))];
        columns.Add(new(unpivot.NameColumn, OriginSet.Empty));
        columns.AddRange(unpivot.ValueColumns.Select(name => new ShapeColumn(name, values.ToSet())));
        return Shape(columns, OriginSet.Empty);
    }

    private static HashSet<int> Numbers(OriginSet origins)
    {
        HashSet<int> numbers = [];
        foreach (var (column, _) in origins.Items) numbers.Add(column);
        return numbers;
    }
}
