using System.Globalization;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>Reads a tenant's part of the catalogs. Only ever selects, and needs one round trip on a connection that is open.</summary>
internal static class PostgresObservation
{
    /// <summary>What the server keeps outside databases: <c>$1</c> the tenant's database, <c>$2</c> its roles.</summary>
    private const string Cluster = """
        WITH me AS (SELECT oid FROM pg_roles WHERE rolname = current_user), roles AS (SELECT * FROM pg_roles WHERE rolname = ANY($2))
        SELECT 'server', ARRAY[current_user::text, current_setting('server_version_num')]
        UNION ALL
        SELECT 'database', ARRAY[pg_get_userbyid(datdba)::text] FROM pg_database WHERE datname = $1
        UNION ALL
        SELECT 'role', ARRAY[rolname::text, rolcanlogin::text, rolsuper::text, rolcreatedb::text, rolcreaterole::text, rolinherit::text, rolreplication::text,
            rolbypassrls::text, rolconnlimit::text, (rolvaliduntil < 'infinity')::text, shobj_description(oid, 'pg_authid')] FROM roles
        UNION ALL
        -- Before version 16 a membership is always a full one, and there is only one of it, whoever grants it.
        SELECT 'membership', ARRAY[pg_get_userbyid(roleid)::text, pg_get_userbyid(member)::text, pg_get_userbyid(grantor)::text,
            COALESCE((to_jsonb(m) ->> 'inherit_option')::boolean AND (to_jsonb(m) ->> 'set_option')::boolean, true)::text]
        FROM pg_auth_members m WHERE roleid IN (SELECT oid FROM roles) OR member IN (SELECT oid FROM roles)
        UNION ALL
        SELECT 'setting', ARRAY[r.rolname::text, d.datname::text, split_part(entry, '=', 1)]
        FROM pg_db_role_setting s CROSS JOIN unnest(setconfig) entry LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
        WHERE r.oid IN (SELECT oid FROM roles) OR (d.datname = $1 AND s.setrole = 0)
        UNION ALL
        SELECT 'grant', ARRAY['Database', NULL, d.datname::text, NULL, COALESCE(g.rolname::text, ''), a.privilege_type, a.is_grantable::text]
        FROM pg_database d CROSS JOIN aclexplode(COALESCE(d.datacl, acldefault('d', d.datdba))) a LEFT JOIN pg_roles g ON g.oid = a.grantee
        WHERE (d.datname = $1 OR a.grantee IN (SELECT oid FROM roles)) AND a.grantee NOT IN (d.datdba, (SELECT oid FROM me))
        """;

    /// <summary>What the tenant's database holds.</summary>
    private const string Inside = """
        WITH me AS (SELECT oid FROM pg_roles WHERE rolname = current_user),
        schemas AS (SELECT * FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
        relations AS (SELECT c.*, n.nspname FROM pg_class c JOIN schemas n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')),
        grants AS (
            SELECT 'Schema' AS scope, NULL AS schema, nspname::text AS name, NULL AS detail, nspowner AS owner, a.*
            FROM schemas CROSS JOIN aclexplode(COALESCE(nspacl, acldefault('n', nspowner))) a
            UNION ALL
            SELECT 'Relation', nspname::text, relname::text, NULL, relowner, a.* FROM relations CROSS JOIN aclexplode(relacl) a
            UNION ALL
            SELECT 'Column', nspname::text, relname::text, attname::text, relowner, a.*
            FROM pg_attribute t JOIN relations c ON c.oid = t.attrelid CROSS JOIN aclexplode(t.attacl) a WHERE t.attacl IS NOT NULL AND NOT t.attisdropped
            UNION ALL
            SELECT 'Default', n.nspname::text,
                CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END,
                pg_get_userbyid(defaclrole)::text, defaclrole, a.*
            FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace CROSS JOIN aclexplode(defaclacl) a
            -- PostgreSQL itself gives everybody these, which is worth nothing without USAGE on a schema.
            WHERE NOT (defaclobjtype IN ('f', 'T') AND a.grantee = 0)
        )
        SELECT 'schema', ARRAY[nspname::text, pg_get_userbyid(nspowner)::text] FROM schemas
        UNION ALL
        SELECT 'relation', ARRAY[nspname::text, relname::text, relkind::text, pg_get_userbyid(relowner)::text, CASE WHEN nspname = 'RAW' THEN (
                SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END, chr(1))
                FROM pg_attribute WHERE attrelid = relations.oid AND attnum > 0 AND NOT attisdropped) END, CASE WHEN nspname = 'RAW' THEN (
                SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = relations.oid AND contype = 'p') END]
        FROM relations
        UNION ALL
        SELECT 'function', ARRAY[proname::text, pg_get_function_identity_arguments(p.oid), pg_get_userbyid(proowner)::text, prosecdef::text, array_to_string(proconfig, ';'),
            encode(sha256(convert_to(prosrc, 'UTF8')), 'hex'), (
                SELECT string_agg(COALESCE(g.rolname::text, ''), ',' ORDER BY g.rolname::text) FROM aclexplode(COALESCE(proacl, acldefault('f', proowner))) a LEFT JOIN pg_roles g ON g.oid = a.grantee
                WHERE a.grantee <> proowner)]
        FROM pg_proc p JOIN schemas n ON n.oid = pronamespace WHERE nspname = 'RAW'
        UNION ALL
        SELECT 'grant', ARRAY[scope, schema, name, detail, COALESCE(g.rolname::text, ''), privilege_type, is_grantable::text]
        FROM grants LEFT JOIN pg_roles g ON g.oid = grants.grantee WHERE grantee NOT IN (owner, (SELECT oid FROM me))
        """;

    /// <param name="inside">Whether the connection is to the tenant's own database.</param>
    public static async Task<PostgresState> ReadAsync(NpgsqlConnection connection, string database, string[] roles, bool inside, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Cluster) { Parameters = { new() { Value = database }, new() { Value = roles } } });
        if (inside) batch.BatchCommands.Add(new NpgsqlBatchCommand(Inside));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var facts = new List<(string Kind, string?[] Fields)>();
        do
        {
            while (await reader.ReadAsync(cancellationToken)) facts.Add((reader.GetString(0), reader.GetFieldValue<string?[]>(1)));
        }
        while (await reader.NextResultAsync(cancellationToken));
        // The server promises no order, but a plan must be the same for the same state.
        return ToState(facts.OrderBy(fact => string.Join('\u0001', fact.Fields), StringComparer.Ordinal).ToLookup(fact => fact.Kind, fact => fact.Fields));
    }

    private static PostgresState ToState(ILookup<string, string?[]> facts)
    {
        var server = facts["server"].Single();
        return new PostgresState(
            server[0]!,
            int.Parse(server[1]!, CultureInfo.InvariantCulture),
            facts["database"].SingleOrDefault()?[0],
            [.. facts["role"].Select(Role)],
            [.. facts["membership"].Select(f => new Membership(f[0]!, f[1]!, f[2]!, f[3] == "true"))],
            [.. facts["setting"].Select(f => new Setting(f[0], f[1], f[2]!))],
            [.. facts["schema"].Select(f => new SchemaState(f[0]!, f[1]!))],
            [.. facts["relation"].Select(f => new RelationState(f[0]!, f[1]!, f[2]![0], f[3]!, f[4]?.Split('\u0001') ?? [], f[5] ?? ""))],
            [.. facts["grant"].Select(f => new Grant(new GrantTarget(Enum.Parse<GrantScope>(f[0]!), f[1], f[2]!, f[3]), f[4]!, f[5]!, f[6] == "true"))])
        {
            Functions = [.. facts["function"].Select(f => new FunctionState(f[0]!, f[1]!, f[2]!, f[3] == "true", f[4] ?? "", f[5]!, f[6] ?? ""))],
        };
    }

    private static RoleState Role(string?[] f) => new(
        f[0]!,
        new RoleAttributes(f[1] == "true", f[2] == "true", f[3] == "true", f[4] == "true", f[5] == "true", f[6] == "true", f[7] == "true", int.Parse(f[8]!, CultureInfo.InvariantCulture), f[9] == "true"),
        f[10] is { } comment && comment.StartsWith(PostgresStep.CommentPrefix, StringComparison.Ordinal) ? comment[PostgresStep.CommentPrefix.Length..] : null);
}
