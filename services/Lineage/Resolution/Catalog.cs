using ControlPlane.Lineage.Sql;

namespace ControlPlane.Lineage.Resolution;

/// <summary>The base relations that a query names, and their columns, each with a number.</summary>
internal sealed class Catalog(SqlDialect dialect, Func<RelationName, IReadOnlyList<string>?> schema)
{
    private readonly Dictionary<string, int> _numbers = new(dialect.Names);
    private readonly List<(RelationName Name, RowShape Shape, Dictionary<string, int> Columns)> _relations = [];
    private readonly List<(int Relation, string Name)> _columns = [];

    public IReadOnlyList<RelationName> Relations => [.. _relations.Select(r => r.Name)];

    public RowShape Shape(IReadOnlyList<string> parts, bool isFile = false) => _relations[Number(parts, isFile)].Shape;

    public OriginSet Column(int relation, string name)
    {
        var columns = _relations[relation].Columns;
        if (!columns.TryGetValue(name, out var number))
        {
            columns[name] = number = _columns.Count;
            _columns.Add((relation, name));
        }

        return new OriginSet([(number, Influences.Identity)]);
    }

    public RelationName NameOf(int relation) => _relations[relation].Name;

    public IReadOnlyList<ColumnOrigin> Describe(OriginSet set)
    {
        var origins = new ColumnOrigin[set.Items.Length];
        for (var i = 0; i < origins.Length; i++)
        {
            var (relation, name) = _columns[set.Items[i].Column];
            origins[i] = new(_relations[relation].Name, name, set.Items[i].Influences);
        }

        return origins;
    }

    private int Number(IReadOnlyList<string> parts, bool isFile)
    {
        var key = $"{(isFile ? "file" : "table")}\0{string.Join('\0', parts)}";
        if (_numbers.TryGetValue(key, out var number)) return number;
        number = _numbers[key] = _relations.Count;
        var name = new RelationName(parts, isFile);
        _relations.Add((name, RowShape.Empty, new(dialect.Names)));
        IReadOnlyList<ShapeColumn> columns = schema(name) is { } known
            ? [.. known.Select(column => new ShapeColumn(column, Column(number, column)))]
            : [ShapeColumn.Unknown(new OpenColumns([number], OriginSet.Empty, []))];
        _relations[number] = _relations[number] with { Shape = new RowShape(columns, OriginSet.Empty, dialect, this) };
        return number;
    }
}
