using System.Globalization;
using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Publishing.Postgres;

/// <summary>Relations move between schemas as they are, since their dependants know them by number and DDL is transactional.</summary>
internal sealed class PostgresRelations : IRelationEngine
{
    /// <summary>Advisory locks belong to one database, so these numbers serve all.</summary>
    private const string HoldKey = "4711002";
    private const string BuildKey = "4711003";

    private const string CheckSeconds = "1000";

    /// <exception cref="PublishException">Who holds it is nobody that builds models: it may never let go.</exception>
    public bool TryHold(IAdapterConnection connection)
    {
        if (connection.Execute($"select pg_try_advisory_lock({HoldKey})", fetch: true).Table.Rows[0][0] is true) return true;
        var strangers = connection.Execute($"""
            select a.pid::text, a.usename::text from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and l.classid = 0 and l.objid = {HoldKey} and l.objsubid = 1 and l.granted
                and l.database = (select oid from pg_database where datname = current_database()) and not pg_has_role(a.usesysid, current_user::name, 'member')
            """, fetch: true).Table.Rows;
        return strangers.Count == 0 ? false : throw new PublishException(
            PublishFailure.Blocked, $"Session {strangers[0][0]} of role {strangers[0][1]}, which builds no models, holds advisory lock {HoldKey}, by which publications keep apart. End it: select pg_terminate_backend({strangers[0][0]}).");
    }

    public void Release(IAdapterConnection connection) => connection.Execute($"select pg_advisory_unlock({HoldKey})", fetch: true);

    public void Prepare(IAdapterConnection connection)
    {
        try
        {
            // Otherwise a long statement would go on for nobody after a crash, and keep its locks.
            connection.Execute($"select set_config('client_connection_check_interval', '{CheckSeconds}', false)", fetch: true);
        }
        catch (AdapterException exception) when (exception.Code is { Length: > 0 })
        {
            // Not every operating system can tell the server.
        }
        connection.Execute($"select pg_advisory_lock_shared({BuildKey})", fetch: true);
    }

    public void EndStrays(IAdapterConnection connection, TimeSpan patience)
    {
        const string Strays = $"""
            from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and l.classid = 0 and l.objid = {BuildKey} and l.objsubid = 1 and l.database = (select oid from pg_database where datname = current_database())
                and a.pid <> pg_backend_pid() and pg_has_role(a.usesysid, current_user::name, 'member')
            """;
        connection.Execute($"select pg_terminate_backend(l.pid, {(long)patience.TotalMilliseconds}) {Strays}", fetch: true);
        // One that does not end in time would go on building beside the new run.
        if (connection.Execute($"select l.pid::text {Strays}", fetch: true).Table.Rows is [var left, ..])
            throw new PublishException(PublishFailure.Held, $"Session {left[0]} of a run that has died is still ending. Wait until it has.");
    }

    public IReadOnlyList<string> Schemas(IAdapterConnection connection, IReadOnlyCollection<string> schemas) => schemas.Count == 0 ? [] :
        [.. connection.Execute($"select nspname::text from pg_namespace where nspname in ({Marks(schemas)})", fetch: true, bindings: [.. schemas]).Table.Rows.Select(row => (string)row[0]!)];

    public IReadOnlyList<StoredRelation> Observe(IAdapterConnection connection, IReadOnlyCollection<string> schemas) => schemas.Count == 0 ? [] : Read(connection, $"""
        select n.nspname::text, c.relname::text, c.relkind::text, pg_has_role(current_user, c.relowner, 'USAGE')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ({Marks(schemas)}) and c.relkind in ('r', 'p', 'v', 'm', 'f')
        order by 1, 2
        """, [.. schemas], Relation);

    public IReadOnlyList<RelationDependent> FindDependents(IAdapterConnection connection, IReadOnlyCollection<RelationPlace> relations) => relations.Count == 0 ? [] : Read(connection, $"""
        with recursive named as (
            select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join (values {string.Join(", ", relations.Select(_ => "(%s, %s)"))}) as wanted (schema, name) on n.nspname = wanted.schema::text and c.relname = wanted.name::text
        ), dependents (oid, source) as (
            select r.ev_class, named.oid from named
            join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = named.oid and d.classid = 'pg_rewrite'::regclass
            join pg_rewrite r on r.oid = d.objid and r.ev_class <> named.oid
            union
            select r.ev_class, dependents.oid from dependents
            join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = dependents.oid and d.classid = 'pg_rewrite'::regclass
            join pg_rewrite r on r.oid = d.objid and r.ev_class <> dependents.oid
        )
        select n.nspname::text, c.relname::text, c.relkind::text, pg_has_role(current_user, c.relowner, 'USAGE'), min(source::regclass::text)
        from dependents join pg_class c on c.oid = dependents.oid join pg_namespace n on n.oid = c.relnamespace
        where c.oid not in (select oid from named)
        group by c.oid, n.nspname, c.relname, c.relkind, c.relowner
        order by 1, 2
        """, [.. relations.SelectMany(relation => new object?[] { relation.Schema, relation.Name })], row => new RelationDependent(Relation(row), (string)row[4]!));

    public void Copy(IAdapterConnection connection, RelationPlace table, string schema) => new TableCopy(connection, Name(table), Name(table with { Schema = schema }), Quote).Make(schema);

    public void Reference(IAdapterConnection connection, IReadOnlyCollection<(RelationPlace Table, RelationPlace Copy)> copies, IReadOnlyDictionary<RelationPlace, RelationPlace> builds)
    {
        if (copies.Count == 0) return;
        var names = builds.ToDictionary(pair => pair.Key, pair => Name(pair.Value));
        foreach (var (table, copy) in copies) new TableCopy(connection, Name(table), Name(copy), Quote).Reference(names);
    }

    // Several in one statement: the server then finds the order itself, and still refuses when something else depends on any of them.
    public void Drop(IAdapterConnection connection, IReadOnlyCollection<StoredRelation> relations)
    {
        var views = relations.Where(relation => relation.Kind is StoredKind.View or StoredKind.MaterializedView).ToList();
        if (views.Exists(view => view.Kind == StoredKind.MaterializedView)) DropInTurn(connection, views);
        else Drop(connection, StoredKind.View, views);
        Drop(connection, StoredKind.Table, relations.Where(relation => relation.Kind == StoredKind.Table));
    }

    /// <summary>One statement drops one kind only, so where views and materialized views read one another, what nothing else reads goes first.</summary>
    private void DropInTurn(IAdapterConnection connection, List<StoredRelation> views)
    {
        var readers = views.ToDictionary(view => view, view => FindDependents(connection, [view.Place]).Count);
        foreach (var view in views.OrderBy(view => readers[view])) Drop(connection, view.Kind, [view]);
    }

    private void Drop(IAdapterConnection connection, StoredKind kind, IEnumerable<StoredRelation> relations)
    {
        var names = relations.Select(relation => Name(relation.Place)).ToList();
        if (names.Count > 0) connection.Execute($"drop {Keyword(kind)} {string.Join(", ", names)}");
    }

    public void Move(IAdapterConnection connection, IReadOnlyCollection<(StoredRelation Relation, string Schema)> moves, IReadOnlyDictionary<string, string> shadows)
    {
        if (moves.Count == 0) return;
        connection.Execute(string.Join(";\n", moves.Select(move => $"alter {Keyword(move.Relation.Kind)} {Name(move.Relation.Place)} set schema {Quote(move.Schema)}")));
    }

    public void WaitAtMost(IAdapterConnection connection, TimeSpan time) =>
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"set local lock_timeout = {(int)Math.Max(1, time.TotalMilliseconds)}"));

    /// <summary>lock_not_available, deadlock_detected.</summary>
    public bool IsInTheWay(AdapterException exception) => exception.Code is "55P03" or "40P01";

    public string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string Name(RelationPlace place) => $"{Quote(place.Schema)}.{Quote(place.Name)}";

    private static string Keyword(StoredKind kind) => kind switch
    {
        StoredKind.View => "view",
        StoredKind.MaterializedView => "materialized view",
        _ => "table",
    };

    private static string Marks(IReadOnlyCollection<string> values) => string.Join(", ", values.Select(_ => "%s"));

    private static List<T> Read<T>(IAdapterConnection connection, string sql, IReadOnlyList<object?> bindings, Func<object?[], T> read) =>
        [.. connection.Execute(sql, fetch: true, bindings: bindings).Table.Rows.Select(read)];

    private static StoredRelation Relation(object?[] row) => new(
        new((string)row[0]!, (string)row[1]!),
        row[2] switch { "r" or "p" => StoredKind.Table, "v" => StoredKind.View, "m" => StoredKind.MaterializedView, _ => StoredKind.Other }, row[3] is true);
}
