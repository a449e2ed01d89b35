using System.Collections.Concurrent;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Adapters.DuckDb;

namespace ControlPlane.Models.Publishing.DuckDb;

/// <summary>
/// Relations cannot move between schemas: they are made anew by their definitions and their rows copied, all in one transaction. Views name what they
/// read, so nothing goes on reading what was replaced.
/// </summary>
/// <param name="adapter">Its file belongs to one process at a time, so holding it is a matter of this process.</param>
internal sealed class DuckDbRelations(DuckDbAdapter adapter) : IRelationEngine
{
    private static readonly ConcurrentDictionary<string, bool> Held = new(StringComparer.OrdinalIgnoreCase);
    private string? _place;

    public bool TryHold(IAdapterConnection connection)
    {
        var path = connection.Execute("select coalesce(max(path), '') from duckdb_databases() where database_name = current_database()", fetch: true).Table.Rows[0][0] as string;
        _place = path is { Length: > 0 } ? path : $"memory {adapter.Target.Database} {Guid.NewGuid():N}";
        if (!Held.TryAdd(_place, true)) _place = null;
        // Readers have views of files too, and what those read stays until the builds' views are swapped in.
        adapter.Files.KeepsVersions = _place is not null;
        return _place is not null;
    }

    public void Release(IAdapterConnection connection)
    {
        if (_place is { } place) Held.TryRemove(place, out _);
    }

    public void Prepare(IAdapterConnection connection)
    {
    }

    public void EndStrays(IAdapterConnection connection, TimeSpan patience)
    {
    }

    public IReadOnlyList<string> Schemas(IAdapterConnection connection, IReadOnlyCollection<string> schemas) =>
        [.. Rows(connection, "select schema_name from duckdb_schemas() where database_name = current_database()").Select(row => (string)row[0]!).Where(name => schemas.Contains(name, StringComparer.OrdinalIgnoreCase))];

    public IReadOnlyList<StoredRelation> Observe(IAdapterConnection connection, IReadOnlyCollection<string> schemas)
    {
        // Names are the same in any case; whoever asks knows them as the project writes them.
        var asked = schemas.ToDictionary(schema => schema, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. Rows(connection, """
                select schema_name, table_name, 'table' from duckdb_tables() where database_name = current_database()
                union all select schema_name, view_name, 'view' from duckdb_views() where database_name = current_database() and not internal
                order by 1, 2
                """)
                .Where(row => asked.ContainsKey((string)row[0]!))
                .Select(row => new StoredRelation(new(asked[(string)row[0]!], (string)row[1]!), row[2] is "view" ? StoredKind.View : StoredKind.Table, Ours: true)),
        ];
    }

    public IReadOnlyList<RelationDependent> FindDependents(IAdapterConnection connection, IReadOnlyCollection<RelationPlace> relations) => [];

    public void Copy(IAdapterConnection connection, RelationPlace table, string schema) => Make(connection, new(table, StoredKind.Table, true), schema, new Dictionary<string, string>());

    /// <summary>Nothing to do: tables are made anew by their whole definitions.</summary>
    public void Reference(IAdapterConnection connection, IReadOnlyCollection<(RelationPlace Table, RelationPlace Copy)> copies, IReadOnlyDictionary<RelationPlace, RelationPlace> builds)
    {
    }

    public void Drop(IAdapterConnection connection, IReadOnlyCollection<StoredRelation> relations)
    {
        if (relations.Count > 0) connection.Execute(string.Join(";\n", relations.Select(relation => $"drop {Keyword(relation.Kind)} {Name(relation.Place)}")));
    }

    public void Move(IAdapterConnection connection, IReadOnlyCollection<(StoredRelation Relation, string Schema)> moves, IReadOnlyDictionary<string, string> shadows)
    {
        foreach (var (relation, schema) in moves.Where(move => move.Relation.Kind == StoredKind.Table)) Make(connection, relation, schema, shadows);
        // Views last: they are bound when they are made.
        MakeViews(connection, [.. moves.Where(move => move.Relation.Kind == StoredKind.View)], shadows);
        Drop(connection, [.. moves.Select(move => move.Relation)]);
    }

    public void WaitAtMost(IAdapterConnection connection, TimeSpan time)
    {
    }

    /// <summary>Somebody else changed the same relations meanwhile.</summary>
    public bool IsInTheWay(AdapterException exception) => exception.Message.Contains("TransactionContext Error", StringComparison.Ordinal) && exception.Message.Contains("onflict", StringComparison.Ordinal);

    public string Quote(string identifier) => DefinitionText.Quote(identifier);

    private void Make(IAdapterConnection connection, StoredRelation table, string schema, IReadOnlyDictionary<string, string> shadows)
    {
        var to = Name(table.Place with { Schema = schema });
        connection.Execute(DefinitionText.WithSchemas(DefinitionText.WithName(Definition(connection, "table", table.Place), "TABLE", to), shadows));
        connection.Execute($"insert into {to} select * from {Name(table.Place)}");
        foreach (var index in Rows(connection, $"select sql from duckdb_indexes() where database_name = current_database() and lower(schema_name) = lower({Literal(table.Place.Schema)}) and table_name = {Literal(table.Place.Name)}"))
            if (index[0] is string { Length: > 0 } sql) connection.Execute(DefinitionText.WithName(sql, "ON", to));
    }

    /// <summary>Views may read each other, and their order is not known: whichever can be made is made, until all are.</summary>
    private void MakeViews(IAdapterConnection connection, List<(StoredRelation Relation, string Schema)> views, IReadOnlyDictionary<string, string> shadows)
    {
        var left = views.Select(view => (view.Relation, Sql: DefinitionText.WithSchemas(
            DefinitionText.WithName(Definition(connection, "view", view.Relation.Place), "VIEW", Name(view.Relation.Place with { Schema = view.Schema })), shadows))).ToList();
        var names = views.ToDictionary(view => (view.Schema.ToLowerInvariant(), view.Relation.Place.Name.ToLowerInvariant()), view => view.Relation);
        var made = new HashSet<StoredRelation>();
        while (left.Count > 0)
        {
            var ready = left.Where(view => !names.Any(other => other.Value != view.Relation && !made.Contains(other.Value) && Mentions(view.Sql, other.Key))).ToList();
            if (ready.Count == 0) ready = left.ToList();
            foreach (var view in ready)
            {
                connection.Execute(view.Sql);
                made.Add(view.Relation);
                left.Remove(view);
            }
        }
    }

    private static bool Mentions(string sql, (string Schema, string Name) view)
    {
        var text = sql.ToLowerInvariant().Replace("\"", "", StringComparison.Ordinal);
        return text.Contains($"{view.Schema}.{view.Name}", StringComparison.Ordinal);
    }

    private static string Definition(IAdapterConnection connection, string kind, RelationPlace place) => Rows(connection,
        $"select sql from duckdb_{kind}s() where database_name = current_database() and lower(schema_name) = lower({Literal(place.Schema)}) and {kind}_name = {Literal(place.Name)}")
        .Select(row => ((string)row[0]!).TrimEnd().TrimEnd(';')).FirstOrDefault() ?? throw new AdapterException($"{place} disappeared while it was moved.");

    private static string Keyword(StoredKind kind) => kind == StoredKind.View ? "view" : "table";

    private string Name(RelationPlace place) => $"{Quote(place.Schema)}.{Quote(place.Name)}";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static IReadOnlyList<object?[]> Rows(IAdapterConnection connection, string sql) => connection.Execute(sql, fetch: true).Table.Rows;
}
