namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>What of a tenant the server's catalogs hold; the observed side of a plan.</summary>
/// <param name="Administrator">Who asked; owner of everything that the plan makes.</param>
/// <param name="DatabaseOwner">Null: there is no database.</param>
/// <param name="Relations">Every table, view and sequence of the four schemas and others.</param>
/// <param name="Grants">Every privilege that somebody other than the owner and the administrator holds.</param>
internal sealed record PostgresState(
    string Administrator,
    int ServerVersion,
    string? DatabaseOwner,
    IReadOnlyList<RoleState> Roles,
    IReadOnlyList<Membership> Memberships,
    IReadOnlyList<Setting> Settings,
    IReadOnlyList<SchemaState> Schemas,
    IReadOnlyList<RelationState> Relations,
    IReadOnlyList<Grant> Grants)
{
    /// <summary>Roles whose kept password does not log in, although the comment on the role says that it was given.</summary>
    public IReadOnlyList<WarehouseRole> RefusedLogins { get; init; } = [];

    /// <summary>Of RAW.</summary>
    public IReadOnlyList<FunctionState> Functions { get; init; } = [];
}

/// <param name="PasswordFingerprint">From the role's comment; null when there is none.</param>
internal sealed record RoleState(string Name, RoleAttributes Attributes, string? PasswordFingerprint);

internal sealed record RoleAttributes(bool Login, bool Superuser, bool CreateDatabase, bool CreateRole, bool Inherit, bool Replication, bool BypassRowSecurity, int ConnectionLimit, bool Expires);

/// <param name="Grantor">From version 16 on, each grantor's grant stands for itself, and only who has the grantor's privileges can revoke it.</param>
/// <param name="Full">The member may use the role's privileges and become it.</param>
internal sealed record Membership(string Role, string Member, string Grantor, bool Full);

/// <param name="Role">Null: of the database as a whole.</param>
/// <param name="InDatabase">Null: in every database.</param>
internal sealed record Setting(string? Role, string? InDatabase, string Name);

internal sealed record SchemaState(string Name, string Owner);

/// <param name="Kind">As in <c>pg_class.relkind</c>.</param>
/// <param name="Columns">Only of tables in RAW: <c>name type [not null]</c>, in no particular order.</param>
/// <param name="PrimaryKey">Only of tables in RAW: its columns; empty when there is none.</param>
internal sealed record RelationState(string Schema, string Name, char Kind, string Owner, IReadOnlyList<string> Columns, string PrimaryKey);

/// <param name="Settings">As in <c>pg_proc.proconfig</c>.</param>
/// <param name="BodyHash">SHA-256 in hex.</param>
/// <param name="Callers">Who may call it beside the owner, in order; the empty name is PUBLIC.</param>
internal sealed record FunctionState(string Name, string Arguments, string Owner, bool AsOwner, string Settings, string BodyHash, string Callers);

internal enum GrantScope { Database, Schema, Relation, Column, Default }

/// <summary>What a privilege is held on.</summary>
/// <param name="Schema">Null for databases, schemas, and default privileges of all schemas.</param>
/// <param name="Name">For default privileges: the kind of object (<c>TABLES</c>); for columns: the relation.</param>
/// <param name="Detail">For columns the column, for default privileges the role whose future objects they are; otherwise null.</param>
internal sealed record GrantTarget(GrantScope Scope, string? Schema, string Name, string? Detail = null);

/// <param name="Grantee">Empty for PUBLIC.</param>
internal sealed record Grant(GrantTarget On, string Grantee, string Privilege, bool Grantable = false);
