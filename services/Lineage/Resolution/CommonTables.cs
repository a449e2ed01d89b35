using ControlPlane.Lineage.Sql;

namespace ControlPlane.Lineage.Resolution;

/// <summary>The queries of WITH that can be named here, those of the queries around included.</summary>
internal sealed class CommonTables(CommonTables? outer, SqlDialect dialect)
{
    private readonly Dictionary<string, RowShape> _tables = new(dialect.Names);

    public RowShape? this[string name]
    {
        get => _tables.TryGetValue(name, out var shape) ? shape : outer?[name];
        set => _tables[name] = value!;
    }
}
