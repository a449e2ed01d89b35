using System.Globalization;
using System.Text.Json;
using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Compilation;
using ControlPlane.Warehouses;
using Npgsql;

namespace ControlPlane.Transformation.Engines.Postgres;

/// <summary>Relations are built by <c>CREATE ... AS</c>, marked by their comment and swapped by renames, since DDL is transactional.</summary>
public sealed class PostgresModelEngine(IWarehouse warehouse) : IModelEngine
{
    /// <summary>Advisory locks belong to one database, so one number serves all tenants.</summary>
    private const string HoldKey = "4711002";

    private const string MarkerKey = "controlplane";

    public string Dialect => "postgres";

    public async Task<bool> TryHoldAsync(IWarehouseSession session, QueryTag tag, CancellationToken cancellationToken) =>
        await session.ReadAsync(tag, $"SELECT pg_try_advisory_lock({HoldKey})", [], row => row.GetBoolean(0), cancellationToken) is [true];

    public Task ReleaseAsync(IWarehouseSession session, QueryTag tag, CancellationToken cancellationToken) =>
        session.ReadAsync(tag, $"SELECT pg_advisory_unlock({HoldKey})", [], row => row.GetBoolean(0), cancellationToken);

    // Otherwise a long statement would go on for nobody after a crash, and keep its locks.
    public async Task PrepareAsync(IWarehouseSession session, QueryTag tag, CancellationToken cancellationToken)
    {
        try
        {
            await session.ReadAsync(tag, "SELECT set_config('client_connection_check_interval', '1000', false)", [], row => 0, cancellationToken);
        }
        catch (Fault fault) when (fault.Kind == FaultKind.Rejected)
        {
            // Not every operating system can tell the server.
        }
    }

    public IReadOnlyList<string> Create(CompiledModel model, RelationMarker marker)
    {
        var name = model.Relation.Sql(warehouse.Quote);
        var kind = model.Model.Config.Materialized == Materialization.Table ? "TABLE" : "VIEW";
        var comment = JsonSerializer.Serialize(new Dictionary<string, RelationMarker> { [MarkerKey] = marker }).Replace("'", "''", StringComparison.Ordinal);
        var local = $"{warehouse.Quote(model.Relation.Schema)}.{warehouse.Quote(model.Relation.Name)}";
        List<string> statements = [$"CREATE {kind} {name} AS (\n{model.Sql}\n)", $"COMMENT ON {kind} {local} IS '{comment}'"];
        // Tests and the models that read it are planned with what is really in it.
        if (kind == "TABLE") statements.Add($"ANALYZE {local}");
        return statements;
    }

    public Task<IReadOnlyList<ObservedRelation>> ObserveAsync(IWarehouseSession session, QueryTag tag, IReadOnlyList<string> schemas, CancellationToken cancellationToken) =>
        session.ReadAsync(tag, """
            SELECT n.nspname::text, c.relname::text, c.relkind::text, pg_get_userbyid(c.relowner) = current_user, obj_description(c.oid, 'pg_class')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            """, [schemas.ToArray()], Relation, cancellationToken);

    public Task<IReadOnlyList<Dependent>> FindDependentsAsync(
        IWarehouseSession session, QueryTag tag, IReadOnlyList<ObservedRelation> relations, CancellationToken cancellationToken) =>
        session.ReadAsync(tag, """
            WITH RECURSIVE named AS (
                SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN unnest($1::text[], $2::text[]) AS wanted (schema, name) ON n.nspname = wanted.schema AND c.relname = wanted.name
            ), dependents (oid, source) AS (
                SELECT r.ev_class, named.oid FROM named
                JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = named.oid AND d.classid = 'pg_rewrite'::regclass
                JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_class <> named.oid
                UNION
                SELECT r.ev_class, dependents.oid FROM dependents
                JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = dependents.oid AND d.classid = 'pg_rewrite'::regclass
                JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_class <> dependents.oid
            )
            SELECT n.nspname::text, c.relname::text, c.relkind::text, pg_get_userbyid(c.relowner) = current_user, obj_description(c.oid, 'pg_class'), min(source::regclass::text)
            FROM dependents JOIN pg_class c ON c.oid = dependents.oid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid NOT IN (SELECT oid FROM named)
            GROUP BY c.oid, n.nspname, c.relname, c.relkind, c.relowner
            """,
            [relations.Select(relation => relation.Schema).ToArray(), relations.Select(relation => relation.Name).ToArray()],
            row => new Dependent(Relation(row), row.GetString(5)), cancellationToken);

    // Several in one statement: PostgreSQL then finds the order itself, and still refuses when something else depends on any of them.
    public IReadOnlyList<string> Drop(IReadOnlyList<ObservedRelation> relations) =>
        [.. new[] { RelationKind.View, RelationKind.MaterializedView, RelationKind.Table }
            .Select(kind => (Kind: kind, Names: relations.Where(relation => relation.Kind == kind).Select(Name).ToList()))
            .Where(group => group.Names.Count > 0)
            .Select(group => $"DROP {Keyword(group.Kind)} {string.Join(", ", group.Names)}")];

    public IReadOnlyList<string> Rename(ObservedRelation relation, string name) =>
        [$"ALTER {Keyword(relation.Kind)} {Name(relation)} RENAME TO {warehouse.Quote(name)}"];

    public string WaitAtMost(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = {(int)Math.Max(1, time.TotalMilliseconds)}");

    public bool IsInTheWay(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException)?.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected;

    private string Name(ObservedRelation relation) => $"{warehouse.Quote(relation.Schema)}.{warehouse.Quote(relation.Name)}";

    private static string Keyword(RelationKind kind) => kind switch
    {
        RelationKind.View => "VIEW",
        RelationKind.MaterializedView => "MATERIALIZED VIEW",
        _ => "TABLE",
    };

    private static ObservedRelation Relation(System.Data.Common.DbDataReader row) => new(
        row.GetString(0), row.GetString(1),
        row.GetString(2) switch { "r" or "p" => RelationKind.Table, "v" => RelationKind.View, "m" => RelationKind.MaterializedView, _ => RelationKind.Other },
        row.GetBoolean(3), row.IsDBNull(4) ? null : ReadMarker(row.GetString(4)));

    private static RelationMarker? ReadMarker(string comment)
    {
        if (!comment.StartsWith($"{{\"{MarkerKey}\"", StringComparison.Ordinal)) return null;
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, RelationMarker>>(comment)?.GetValueOrDefault(MarkerKey);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
