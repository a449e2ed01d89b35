using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>What a star stands for.</summary>
internal sealed partial class Resolver
{
    private List<ShapeColumn> Expand(StarExpression star, Scope scope)
    {
        List<ShapeColumn> result = [];
        HashSet<string> missing = new(star.Replaced.Select(r => r.Name), _dialect.Names);
        foreach (var column in Columns(star, scope))
        {
            if (column.Open is { } open)
            {
                AddOpen(open, star, scope, missing, result);
                continue;
            }

            if (star.Excluded.Contains(column.Name, _dialect.Names) || star.Filter?.Takes(column.Name) == false) continue;
            var replaced = star.Replaced.FirstOrDefault(r => _dialect.Names.Equals(r.Name, column.Name));
            var renamed = star.Renamed.FirstOrDefault(r => _dialect.Names.Equals(r.From, column.Name));
            missing.Remove(column.Name);
            result.Add(replaced.Value is { } value ? column with { Origins = Collect(value, scope, Influences.Identity) } : renamed.To is { } name ? column with { Name = name } : column);
        }

        return result;
    }

    /// <summary>Of columns that nobody has listed those that the star names are known all the same.</summary>
    private void AddOpen(OpenColumns open, StarExpression star, Scope scope, HashSet<string> missing, List<ShapeColumn> result)
    {
        string[] named = [.. star.Replaced.Select(r => r.Name).Where(missing.Contains), .. star.Renamed.Select(r => r.From)];
        if (star.Filter is { Pattern: null, Negated: false, Names: var chosen })
        {
            result.AddRange(chosen.Select(name => new ShapeColumn(name, open.Column(name, _catalog))));
            return;
        }

        result.Add(ShapeColumn.Unknown(open with { Excluded = [.. open.Excluded, .. star.Excluded, .. named] }));
        foreach (var (value, name) in star.Replaced)
        {
            if (missing.Remove(name)) result.Add(new(name, Collect(value, scope, Influences.Identity)));
        }

        foreach (var (from, to) in star.Renamed)
        {
            if (scope.Find(from).Kind == MatchKind.Believed) result.Add(new(to, open.Column(from, _catalog)));
        }
    }

    private IReadOnlyList<ShapeColumn> Columns(StarExpression star, Scope scope)
    {
        if (star.Qualifier.Count == 0) return scope.Columns;
        for (var at = scope; at is not null; at = at.Parent)
        {
            if (at.FindRelation([.. star.Qualifier]) is { } relation) return relation.Shape.Columns;
        }

        if (_dialect.HasStructs)
        {
            // The fields of a struct.
            var origins = new OriginCollector();
            Refer(star.Qualifier, scope, Influences.Transformation, origins);
            return [ShapeColumn.Unknown(new OpenColumns([], origins.ToSet(), []))];
        }

        Report($"{string.Join('.', star.Qualifier)}.* names no relation of its FROM");
        return [];
    }
}
