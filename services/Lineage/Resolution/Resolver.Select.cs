using System.Globalization;
using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>One SELECT.</summary>
internal sealed partial class Resolver
{
    private RowShape ResolveSelect(SelectBody select, IReadOnlyList<Expression> order, IReadOnlyList<Expression> limits, Scope? outer, CommonTables known)
    {
        var scope = new Scope(outer, known, _dialect, _catalog);
        var rows = new OriginCollector();
        foreach (var (name, window) in select.Windows) scope.Windows[name] = window;
        ResolveFrom(select.From, scope, rows);
        List<ShapeColumn> columns = [];
        List<OriginSet> groups = [];
        foreach (var item in select.Items) AddItem(item, scope, columns, groups);
        if (select.Where is { } where) Visit(where, scope, Influences.Filter, rows);
        var saw = scope.SeesItems;
        scope.SeesItems = true;
        foreach (var key in select.GroupBy) AddKey(key, Influences.GroupBy, columns, scope, rows);
        if (select.GroupsByAll) foreach (var group in groups) rows.Add(group, Influences.GroupBy);
        foreach (var key in select.DistinctOn) AddKey(key, Influences.GroupBy, columns, scope, rows);
        AddOrder(order, columns, scope, rows);
        scope.SeesItems = saw;
        if (select.Having is { } having) Visit(having, scope, Influences.Filter, rows);
        if (select.Qualify is { } qualify) Visit(qualify, scope, Influences.Filter, rows);
        foreach (var limit in limits) Visit(limit, scope, Influences.Filter, rows);
        return Shape(columns, rows.ToSet());
    }

    private void AddItem(SelectItem item, Scope scope, List<ShapeColumn> columns, List<OriginSet> groups)
    {
        switch (item.Value)
        {
            case StarExpression star when item.Alias is null || item.Repeats:
                foreach (var column in Expand(star, scope)) Add(item.Alias is { } pattern ? column with { Name = RepeatedName(pattern, column.Name, star) } : column);
                return;
            case PartExpression { Field: "*" } part:
                Add(ShapeColumn.Unknown(new OpenColumns([], Collect(part.Value, scope, Influences.Transformation), [])));
                return;
            default:
                if (item.Repeats && StarSearch.Find(item.Value) is { } repeated)
                {
                    foreach (var column in Expand(repeated, scope))
                    {
                        scope.Repeated = column;
                        Add(new(item.Alias is { } alias ? RepeatedName(alias, column.Name, repeated) : column.Name, Collect(item.Value, scope, Influences.Identity)));
                    }

                    scope.Repeated = null;
                    return;
                }

                var value = new ShapeColumn(item.Alias ?? OutputName(item, scope), Collect(item.Value, scope, Influences.Identity));
                Add(value);
                if (item.Alias is { } name) scope.Items.TryAdd(name, value.Origins);
                return;
        }

        void Add(ShapeColumn column)
        {
            columns.Add(column);
            if (!AggregateSearch.IsAny(item.Value)) groups.Add(column.Origins);
        }
    }

    /// <summary>A column's own spelling is the result's where names are compared without case.</summary>
    private string OutputName(SelectItem item, Scope scope)
    {
        var name = OutputNames.Of(item, _dialect);
        return item.Value is ColumnReference { Parts: var parts } && !_dialect.FoldsNames && Spelling(parts, scope) is { } spelling ? spelling : name;
    }

    private static string? Spelling(IReadOnlyList<string> parts, Scope scope) => parts switch
    {
        [var name] => scope.Find(name) is { Kind: MatchKind.Found } match ? match.Name : null,
        [var relation, var name] => scope.FindRelation([relation])?.Shape.Find(name) is { Kind: MatchKind.Found } match ? match.Name : null,
        _ => null,
    };

    private static string RepeatedName(string alias, string name, StarExpression star) =>
        alias.Contains('\\', StringComparison.Ordinal) && star.Filter?.Pattern?.Match(name) is { Success: true } match
            ? Enumerable.Range(0, match.Groups.Count).Aggregate(alias, (text, i) => text.Replace($"\\{i}", match.Groups[i].Value, StringComparison.Ordinal))
            : alias;

    private OriginSet Collect(Expression value, Scope scope, Influences outer)
    {
        var origins = new OriginCollector();
        Visit(value, scope, outer, origins);
        return origins.ToSet();
    }

    /// <summary>A number is a position, a name a column of FROM before one of the select list.</summary>
    private void AddKey(Expression key, Influences influence, IReadOnlyList<ShapeColumn> columns, Scope scope, OriginCollector rows)
    {
        if (Position(key, columns) is { } column) rows.Add(column.Origins, influence);
        else Visit(key, scope, influence, rows);
    }

    /// <summary>In ORDER BY a name is a column of the select list before one of FROM.</summary>
    private void AddOrder(IReadOnlyList<Expression> order, IReadOnlyList<ShapeColumn> columns, Scope scope, OriginCollector rows)
    {
        foreach (var key in order)
        {
            var column = key is ColumnReference { Parts: [var name] } ? columns.FirstOrDefault(c => c.Open is null && _dialect.Names.Equals(c.Name, name)) : Position(key, columns);
            if (column is not null) rows.Add(column.Origins, Influences.Sort);
            else Visit(key, scope, Influences.Sort, rows);
        }
    }

    private static ShapeColumn? Position(Expression key, IReadOnlyList<ShapeColumn> columns) =>
        key is LiteralExpression { IsNumber: true, Text: { } text } && int.TryParse(text, CultureInfo.InvariantCulture, out var position) && position >= 1 && position <= columns.Count
            && !columns.Take(position).Any(c => c.Open is not null)
            ? columns[position - 1]
            : null;
}
