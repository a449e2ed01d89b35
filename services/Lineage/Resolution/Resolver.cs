using System.Runtime.CompilerServices;
using ControlPlane.Lineage.Sql;
using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>Follows the columns of one parsed statement to the base relations. Every query is resolved once, however often it is named.</summary>
internal sealed partial class Resolver
{
    private const int MostProblems = 50;

    private readonly SqlDialect _dialect;
    private readonly Catalog _catalog;
    private readonly Func<string, bool> _isRelation;
    private readonly List<string> _problems = [];

    private Resolver(SqlDialect dialect, Func<RelationName, IReadOnlyList<string>?> schema, Func<string, bool>? isRelation) =>
        (_dialect, _catalog, _isRelation) = (dialect, new Catalog(dialect, schema), isRelation ?? (_ => false));

    public static ColumnLineage Run(Query query, SqlDialect dialect, Func<RelationName, IReadOnlyList<string>?> schema, Func<string, bool>? isRelation)
    {
        var resolver = new Resolver(dialect, schema, isRelation);
        var shape = resolver.Resolve(query, null, new CommonTables(null, dialect));
        var columns = shape.Columns.Select(resolver.Describe).ToList();
        return new(columns, resolver._catalog.Describe(shape.Rows), resolver._catalog.Relations, resolver._problems);
    }

    private LineageColumn Describe(ShapeColumn column)
    {
        if (column.Open is not { } open) return new(column.Name, _catalog.Describe(column.Origins));
        if (open.Relations.Count > 0) Report($"the columns of {string.Join(" and ", open.Relations.Select(_catalog.NameOf))} are not known, so that * cannot be listed");
        return new("*", [.. open.Relations.Select(r => new ColumnOrigin(_catalog.NameOf(r), "*", Influences.Identity)), .. _catalog.Describe(open.Fixed)]);
    }

    private RowShape Shape(IReadOnlyList<ShapeColumn> columns, OriginSet rows) => new(columns, rows, _dialect, _catalog);

    private void Report(string problem)
    {
        if (_problems.Count < MostProblems && !_problems.Contains(problem)) _problems.Add(problem);
    }

    private RowShape Resolve(Query query, Scope? outer, CommonTables known)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (query.With.Count > 0)
        {
            known = new CommonTables(known, _dialect);
            foreach (var table in query.With.Where(table => !_isRelation(table.Name)))
            {
                var shape = query.IsRecursive && table.Query.Branches.Count > 1 ? ResolveRecursive(table, outer, known) : Resolve(table.Query, outer, known);
                known[table.Name] = AsRelation(shape).Named(table.Columns);
            }
        }

        if (query.Branches is [{ Body: SelectBody select }]) return ResolveSelect(select, query.Order, query.Limits, outer, known);
        var merged = query.Branches is [var only] ? ResolveBody(only.Body, outer, known) : Merge([.. query.Branches.Select(b => (b, ResolveBody(b.Body, outer, known)))]);
        return WithTail(merged, query, outer, known);
    }

    private RowShape ResolveBody(QueryBody body, Scope? outer, CommonTables known) => body switch
    {
        SelectBody select => ResolveSelect(select, [], [], outer, known),
        NestedBody nested => Resolve(nested.Query, outer, known),
        ValuesBody values => ResolveValues(values, outer, known),
        _ => throw new InvalidOperationException($"{body.GetType().Name} is no query"),
    };

    /// <summary>ORDER BY behind a set operation names the columns of its result.</summary>
    private RowShape WithTail(RowShape shape, Query query, Scope? outer, CommonTables known)
    {
        if (query.Order.Count == 0 && query.Limits.Count == 0) return shape;
        var scope = new Scope(outer, known, _dialect, _catalog);
        scope.Append(shape.Columns);
        var rows = new OriginCollector();
        rows.Add(shape.Rows);
        AddOrder(query.Order, shape.Columns, scope, rows);
        foreach (var limit in query.Limits) Visit(limit, scope, Influences.Filter, rows);
        return Shape(shape.Columns, rows.ToSet());
    }

    private RowShape ResolveValues(ValuesBody values, Scope? outer, CommonTables known)
    {
        var scope = new Scope(outer, known, _dialect, _catalog);
        List<OriginCollector> columns = [];
        foreach (var row in values.Rows)
        {
            for (var i = 0; i < row.Count; i++)
            {
                if (i == columns.Count) columns.Add(new OriginCollector());
                Visit(row[i], scope, Influences.Identity, columns[i]);
            }
        }

        var (prefix, first) = _dialect.FirstValueColumn;
        return Shape([.. columns.Select((c, i) => new ShapeColumn($"{prefix}{first + i}", c.ToSet()))], OriginSet.Empty);
    }

    /// <summary>
    /// The first branch gives the table's first rows, the others see the table itself: they are resolved until no column has a new origin,
    /// which a column that passes through n others needs n rounds for.
    /// </summary>
    private RowShape ResolveRecursive(CommonTable table, Scope? outer, CommonTables known)
    {
        var query = table.Query;
        var inner = new CommonTables(known, _dialect);
        if (query.With.Count > 0 || _recursion >= 2) return Resolve(query, outer, inner);
        _recursion++;
        var shape = ResolveBody(query.Branches[0].Body, outer, known);
        for (var round = 0; round < 8; round++)
        {
            inner[table.Name] = shape.Named(table.Columns);
            var next = Merge([.. query.Branches.Select((b, i) => (b, i == 0 ? shape : ResolveBody(b.Body, outer, inner)))]);
            var same = next.Rows.SetEquals(shape.Rows) && next.Columns.Zip(shape.Columns).All(p => p.First.Origins.SetEquals(p.Second.Origins));
            shape = next;
            if (same) break;
        }

        _recursion--;
        return WithTail(shape, query, outer, inner);
    }

    private int _recursion;
}
