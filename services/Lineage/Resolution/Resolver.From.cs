using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>FROM.</summary>
internal sealed partial class Resolver
{
    private void ResolveFrom(IReadOnlyList<JoinStep> steps, Scope scope, OriginCollector rows)
    {
        foreach (var step in steps)
        {
            var inner = new Scope(scope, scope.CommonTables, _dialect, _catalog);
            AddTable(step.Table, inner, scope, rows);
            Join(step, inner, scope, rows);
        }
    }

    private void Join(JoinStep step, Scope right, Scope scope, OriginCollector rows)
    {
        var names = step.IsNatural ? CommonNames(scope, right) : step.Using;
        foreach (var name in names)
        {
            rows.Add(scope.Find(name).Origins, Influences.Join);
            rows.Add(right.Find(name).Origins, Influences.Join);
        }

        if (step.Kind == JoinKind.Choosing)
        {
            // ON sees the right side, and nothing else does.
            var both = new Scope(scope, scope.CommonTables, _dialect, _catalog);
            Import(right, both);
            if (step.On is { } choosing) Visit(choosing, both, Influences.Join, rows);
            return;
        }

        if (names.Count == 0)
        {
            Import(right, scope);
        }
        else
        {
            foreach (var relation in right.Relations) scope.Add(relation);
            scope.Replace(MergeColumns(names, step.Kind, scope, right));
        }

        if (step.On is { } on) Visit(on, scope, Influences.Join, rows);
    }

    private static void Import(Scope from, Scope to)
    {
        foreach (var relation in from.Relations) to.Add(relation);
        to.Append(from.Columns);
    }

    private List<string> CommonNames(Scope left, Scope right)
    {
        if (left.Columns.Exists(c => c.Open is not null) || right.Columns.Exists(c => c.Open is not null))
            Report("a NATURAL JOIN takes part whose columns are not known, so that the columns that join are not known either");
        return [.. left.Columns.Where(c => c.Open is null && right.Find(c.Name).Kind == MatchKind.Found).Select(c => c.Name).Distinct(_dialect.Names)];
    }

    /// <summary>The columns of USING once: of an outer join those of the side that has every row, of a full one whichever is there.</summary>
    private List<ShapeColumn> MergeColumns(IReadOnlyList<string> names, JoinKind kind, Scope left, Scope right)
    {
        Dictionary<string, ShapeColumn> merged = new(_dialect.Names);
        foreach (var name in names)
        {
            var (l, r) = (left.Find(name), right.Find(name));
            var origins = new OriginCollector();
            if (kind != JoinKind.Right) origins.Add(l.Origins);
            if (kind is JoinKind.Right or JoinKind.Full) origins.Add(r.Origins);
            merged[name] = new(l.Name, origins.ToSet());
        }

        List<ShapeColumn> columns = _dialect.MergedColumnsComeFirst ? [.. merged.Values] : [];
        HashSet<string> placed = new(_dialect.MergedColumnsComeFirst ? names : [], _dialect.Names);
        foreach (var column in left.Columns)
        {
            if (column.Open is { } open) columns.Add(ShapeColumn.Unknown(open with { Excluded = [.. open.Excluded, .. names] }));
            else if (!merged.TryGetValue(column.Name, out var one)) columns.Add(column);
            else if (placed.Add(column.Name)) columns.Add(one);
        }

        columns.AddRange(merged.Values.Where(m => placed.Add(m.Name)));
        foreach (var column in right.Columns)
        {
            if (column.Open is { } open) columns.Add(ShapeColumn.Unknown(open with { Excluded = [.. open.Excluded, .. names] }));
            else if (!merged.ContainsKey(column.Name)) columns.Add(column);
        }

        return columns;
    }
}
