using System.Globalization;
using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Publishing;

/// <param name="Node">Unique id; empty for what was there before anything was published.</param>
/// <param name="Run">Who published it; empty likewise.</param>
/// <param name="Swap">The number of the swap that put it where it is.</param>
/// <param name="IsKept">It is among what was replaced, under <see cref="Place"/>'s kept schema.</param>
internal sealed record PublishedRow(RelationPlace Place, string Node, string Run, long Swap, bool IsKept);

/// <summary>
/// What was published and what is kept, in a table beside the kept relations: it changes in the transaction of the swap that it tells of.
/// </summary>
internal sealed class PublishedRecord(IRelationEngine engine, string schema)
{
    public const string Table = "__published";

    private string Name => $"{engine.Quote(schema)}.{engine.Quote(Table)}";

    public bool Exists(IAdapterConnection connection) => engine.Observe(connection, [schema]).Any(relation => relation.Place.Name == Table);

    public void Create(IAdapterConnection connection) => connection.Execute(
        $"create table {Name} (relation_schema text not null, relation_name text not null, node text not null, run text not null, swap bigint not null, kept boolean not null)");

    public IReadOnlyList<PublishedRow> Read(IAdapterConnection connection) => !Exists(connection) ? [] :
    [
        .. connection.Execute($"select relation_schema, relation_name, node, run, swap, kept from {Name} order by 1, 2, 6", fetch: true).Table.Rows.Select(row => new PublishedRow(
            new((string)row[0]!, (string)row[1]!), (string)row[2]!, (string)row[3]!, Convert.ToInt64(row[4], CultureInfo.InvariantCulture), row[5] is true)),
    ];

    public void Write(IAdapterConnection connection, IReadOnlyCollection<PublishedRow> rows)
    {
        connection.Execute($"delete from {Name}");
        if (rows.Count == 0) return;
        connection.Load(
            new Relation(null, schema, Table, RelationType.Table, '"') { IncludeDatabase = false }, ["relation_schema", "relation_name", "node", "run", "swap", "kept"],
            [.. rows.Select(row => new object?[] { row.Place.Schema, row.Place.Name, row.Node, row.Run, row.Swap, row.IsKept })]);
    }
}
