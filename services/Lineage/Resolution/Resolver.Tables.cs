using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>One relation of FROM.</summary>
internal sealed partial class Resolver
{
    /// <param name="into">Gets the relation and its columns.</param>
    /// <param name="scope">What stands before it in FROM, with what is outside.</param>
    private void AddTable(TableReference table, Scope into, Scope scope, OriginCollector rows)
    {
        if (table is JoinedTable { Alias: null } joined)
        {
            ResolveFrom(joined.Steps, into, rows);
            return;
        }

        var shape = ShapeOf(table, scope, rows).Named(table.ColumnAliases);
        rows.Add(shape.Rows);
        into.Add(new ScopeRelation(table.Alias ?? ImpliedAlias(table), table is NamedTable { Alias: null } named ? named.Parts : [], shape));
        into.Append(shape.Columns);
    }

    private static string? ImpliedAlias(TableReference table) => table switch
    {
        NamedTable named => named.Parts[^1],
        FileTable file => Path.GetFileNameWithoutExtension(file.Paths[0]),
        FunctionTable { Calls: [var call] } => call.Function,
        PivotTable pivot => pivot.Source.Alias ?? ImpliedAlias(pivot.Source),
        UnpivotTable unpivot => unpivot.Source.Alias ?? ImpliedAlias(unpivot.Source),
        _ => null,
    };

    private RowShape ShapeOf(TableReference table, Scope scope, OriginCollector rows)
    {
        switch (table)
        {
            case NamedTable { Parts: [var name] } when scope.CommonTables[name] is { } common:
                return common;
            case NamedTable named:
                return _catalog.Shape(named.Parts);
            case FileTable { Paths: [var path] }:
                return _catalog.Shape([path], isFile: true);
            case FileTable files:
                return Merge([.. files.Paths.Select(path => (new Branch(SetOperator.Union, false, new ValuesBody([])), _catalog.Shape([path], isFile: true)))]);
            case DerivedTable derived:
                return AsRelation(Resolve(derived.Query, derived.IsLateral || _dialect.LateralByItself ? scope : scope.Parent, scope.CommonTables));
            case FunctionTable function:
                return ShapeOf(function, scope);
            case JoinedTable joined:
                var inside = new Scope(scope, scope.CommonTables, _dialect, _catalog);
                ResolveFrom(joined.Steps, inside, rows);
                return Shape(inside.Columns, OriginSet.Empty);
            case PivotTable pivot:
                return ShapeOf(pivot, scope, rows);
            case UnpivotTable unpivot:
                return ShapeOf(unpivot, scope, rows);
            default:
                throw new InvalidOperationException($"{table.GetType().Name} is no relation");
        }
    }

    private RowShape ShapeOf(FunctionTable table, Scope scope)
    {
        List<ShapeColumn> columns = [];
        foreach (var call in table.Calls)
        {
            var names = TableFunctions.Columns(call, _dialect, table.Calls.Count == 1 ? table.Alias : null);
            if (names is not null && names.Count == call.Arguments.Count && call.Function.Equals("unnest", StringComparison.OrdinalIgnoreCase))
            {
                columns.AddRange(call.Arguments.Zip(names, (argument, name) => new ShapeColumn(name, Collect(argument, scope, Influences.Transformation))));
                continue;
            }

            var origins = Collect(call, scope, Influences.Transformation);
            if (names is null) columns.Add(ShapeColumn.Unknown(new OpenColumns([], origins, [])));
            else columns.AddRange(names.Select(name => new ShapeColumn(name, origins)));
        }

        if (table.HasOrdinality) columns.Add(new("ordinality", OriginSet.Empty));
        return Shape(columns, OriginSet.Empty);
    }

    /// <summary>What a query's columns are called from outside.</summary>
    private RowShape AsRelation(RowShape shape)
    {
        if (!_dialect.RenamesDuplicates) return shape;
        HashSet<string> taken = new(_dialect.Names);
        List<ShapeColumn>? renamed = null;
        for (var i = 0; i < shape.Columns.Count; i++)
        {
            var column = shape.Columns[i];
            if (column.Open is not null || taken.Add(column.Name)) continue;
            var number = 1;
            while (!taken.Add($"{column.Name}_{number}")) number++;
            renamed ??= [.. shape.Columns];
            renamed[i] = column with { Name = $"{column.Name}_{number}" };
        }

        return renamed is null ? shape : shape.With(renamed);
    }
}
