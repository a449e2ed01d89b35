using Npgsql;
using static ControlPlane.Warehouses.Postgres.PostgresIdentifier;

namespace ControlPlane.Warehouses.Postgres.Views;

/// <summary>A view that selects from another one, and all that is needed to make it again.</summary>
/// <param name="Grants">Of each the privilege, the grantee, and whether that one may grant it on.</param>
/// <param name="Options">What stands in <c>WITH (…)</c>, such as <c>security_barrier=true</c>; null when nothing does.</param>
internal sealed record DependentView(string Schema, string Name, char Kind, string Owner, string Definition, string? Comment, IReadOnlyList<(string Privilege, string Grantee, bool MayGrant)> Grants, string? Options)
{
    // With nothing else in the search path, definitions name the schema of every relation.
    private const string Sql = """
        WITH RECURSIVE dependents AS (
            SELECT $1::regclass::oid AS oid, 0 AS depth
            UNION
            SELECT r.ev_class, d.depth + 1
            FROM dependents d JOIN pg_depend p ON p.refclassid = 'pg_class'::regclass AND p.refobjid = d.oid AND p.classid = 'pg_rewrite'::regclass
            JOIN pg_rewrite r ON r.oid = p.objid WHERE r.ev_class <> d.oid
        )
        SELECT n.nspname::text, c.relname::text, c.relkind::text, pg_get_userbyid(c.relowner)::text, pg_get_viewdef(c.oid), obj_description(c.oid, 'pg_class'),
            ARRAY(SELECT a.privilege_type FROM aclexplode(c.relacl) a WHERE a.grantee NOT IN (0, c.relowner) ORDER BY a.privilege_type, a.grantee),
            ARRAY(SELECT pg_get_userbyid(a.grantee)::text FROM aclexplode(c.relacl) a WHERE a.grantee NOT IN (0, c.relowner) ORDER BY a.privilege_type, a.grantee),
            ARRAY(SELECT a.is_grantable FROM aclexplode(c.relacl) a WHERE a.grantee NOT IN (0, c.relowner) ORDER BY a.privilege_type, a.grantee),
            array_to_string(c.reloptions, ', ')
        FROM (SELECT oid, max(depth) AS depth FROM dependents WHERE depth > 0 GROUP BY oid) d JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
        ORDER BY d.depth, n.nspname, c.relname
        """;

    /// <summary>All that would go with the view, those first that others select from.</summary>
    public static async Task<IReadOnlyList<DependentView>> ReadAsync(NpgsqlConnection connection, string view, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = view } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var views = new List<DependentView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var grants = reader.GetFieldValue<string[]>(6).Zip(reader.GetFieldValue<string[]>(7), reader.GetFieldValue<bool[]>(8));
            views.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2)[0], reader.GetString(3), reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5), [.. grants],
                reader.IsDBNull(9) ? null : reader.GetString(9)));
        }
        return views;
    }

    public string Drop => $"DROP VIEW {Quote(Schema)}.{Quote(Name)}";

    /// <summary>By its owner, so that it reads with the same rights as before.</summary>
    public IEnumerable<string> Create =>
    [
        $"SET LOCAL ROLE {Quote(Owner)}",
        $"CREATE VIEW {Quote(Schema)}.{Quote(Name)} {(Options is null ? "" : $"WITH ({Options}) ")}AS {Definition}",
        .. Comment is null ? Array.Empty<string>() : [$"COMMENT ON VIEW {Quote(Schema)}.{Quote(Name)} IS {PostgresColumn.Literal(Comment)}"],
        .. Grants.Select(grant => $"GRANT {grant.Privilege} ON {Quote(Schema)}.{Quote(Name)} TO {Quote(grant.Grantee)}{(grant.MayGrant ? " WITH GRANT OPTION" : "")}"),
        "RESET ROLE",
    ];
}
