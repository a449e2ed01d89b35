using ControlPlane.Lineage.Sql;
using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <param name="Alias">The name by which the query calls it; null where it has none.</param>
/// <param name="Parts">With schema and database where the query names those and gives no alias.</param>
internal sealed record ScopeRelation(string? Alias, IReadOnlyList<string> Parts, RowShape Shape);

/// <summary>What the expressions of one SELECT can name; what is not found is looked for outside.</summary>
internal sealed class Scope(Scope? parent, CommonTables commonTables, SqlDialect dialect, Catalog catalog)
{
    private readonly Dictionary<string, ScopeRelation> _aliases = new(dialect.Names);
    private ColumnIndex _index = new([], dialect, catalog);

    public Scope? Parent => parent;

    public CommonTables CommonTables => commonTables;

    public List<ScopeRelation> Relations { get; } = [];

    /// <summary>What a star stands for: columns joined by USING are in it once.</summary>
    public List<ShapeColumn> Columns { get; private set; } = [];

    /// <summary>The aliases of the select list, as far as it is read.</summary>
    public Dictionary<string, OriginSet> Items { get; } = new(dialect.Names);

    public bool SeesItems { get; set; } = dialect.AliasesAreVisible;

    public Dictionary<string, Window> Windows { get; } = new(dialect.Names);

    /// <summary>The column that COLUMNS(…) stands for at present.</summary>
    public ShapeColumn? Repeated { get; set; }

    public ColumnMatch Find(string name) => _index.Find(name);

    public void Add(ScopeRelation relation)
    {
        Relations.Add(relation);
        if (relation.Alias is { } alias) _aliases.TryAdd(alias, relation);
    }

    public void Append(IReadOnlyList<ShapeColumn> columns)
    {
        Columns.AddRange(columns);
        _index.Add(columns);
    }

    public void Replace(List<ShapeColumn> columns)
    {
        Columns = columns;
        _index = new ColumnIndex(columns, dialect, catalog);
    }

    public ScopeRelation? FindRelation(ReadOnlySpan<string> name)
    {
        if (name.Length == 1) return _aliases.GetValueOrDefault(name[0]);
        foreach (var relation in Relations)
        {
            if (relation.Parts.Count < name.Length) continue;
            var matches = true;
            for (var i = 1; i <= name.Length && matches; i++) matches = dialect.Names.Equals(name[^i], relation.Parts[^i]);
            if (matches) return relation;
        }

        return null;
    }
}
