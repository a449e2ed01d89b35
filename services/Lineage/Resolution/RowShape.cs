using ControlPlane.Lineage.Sql;

namespace ControlPlane.Lineage.Resolution;

/// <summary>What a relation or query gives: its columns in order, and what decides which rows there are.</summary>
internal sealed class RowShape(IReadOnlyList<ShapeColumn> columns, OriginSet rows, SqlDialect dialect, Catalog catalog)
{
    public static readonly RowShape Empty = new([], OriginSet.Empty, SqlDialect.PostgreSql, null!);

    private readonly Lazy<ColumnIndex> _index = new(() => new ColumnIndex(columns, dialect, catalog), LazyThreadSafetyMode.None);

    public IReadOnlyList<ShapeColumn> Columns => columns;

    public OriginSet Rows => rows;

    public bool IsOpen => _index.Value.IsOpen;

    public ColumnMatch Find(string name) => _index.Value.Find(name);

    public RowShape With(IReadOnlyList<ShapeColumn> other) => new(other, rows, dialect, catalog);

    public RowShape Named(IReadOnlyList<string> names)
    {
        if (names.Count == 0) return this;
        if (!IsOpen) return With([.. columns.Select((c, i) => i < names.Count ? c with { Name = names[i] } : c)]);
        // Which column the first name is meant for is not known; what all of them come from is.
        var origins = columns is [{ Open: { Relations: [], Fixed: var all } }] ? all : OriginSet.Empty;
        return With([.. names.Select(name => new ShapeColumn(name, origins))]);
    }
}
