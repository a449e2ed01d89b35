using ControlPlane.Lineage.Sql;

namespace ControlPlane.Lineage.Resolution;

internal enum MatchKind
{
    None,
    Found,

    /// <summary>Not listed, but the only relation with unknown columns is believed to have it.</summary>
    Believed,

    /// <summary>Several relations with unknown columns may have it.</summary>
    Ambiguous,
}

internal readonly record struct ColumnMatch(MatchKind Kind, OriginSet Origins, string Name);

/// <summary>Finds columns by name; of two with one name the first.</summary>
internal sealed class ColumnIndex
{
    private readonly Dictionary<string, ShapeColumn> _names;
    private readonly List<OpenColumns> _open = [];
    private readonly SqlDialect _dialect;
    private readonly Catalog _catalog;

    public ColumnIndex(IEnumerable<ShapeColumn> columns, SqlDialect dialect, Catalog catalog)
    {
        (_dialect, _catalog, _names) = (dialect, catalog, new(dialect.Names));
        Add(columns);
    }

    public bool IsOpen => _open.Count > 0;

    public void Add(IEnumerable<ShapeColumn> columns)
    {
        foreach (var column in columns)
        {
            if (column.Open is { } open) _open.Add(open);
            else _names.TryAdd(column.Name, column);
        }
    }

    public ColumnMatch Find(string name)
    {
        if (_names.TryGetValue(name, out var column)) return new(MatchKind.Found, column.Origins, column.Name);
        OpenColumns? candidate = null;
        foreach (var open in _open)
        {
            if (open.Excluded.Contains(name, _dialect.Names)) continue;
            if (candidate is not null) return new(MatchKind.Ambiguous, OriginSet.Empty, name);
            candidate = open;
        }

        return candidate is null ? new(MatchKind.None, OriginSet.Empty, name) : new(MatchKind.Believed, candidate.Column(name, _catalog), name);
    }
}
