using ControlPlane.Contracts;
using ControlPlane.Warehouses.Provisioning;
using static ControlPlane.Warehouses.WarehouseNames;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>A tenant's warehouse in PostgreSQL's words: which roles, schemas, tables and privileges there should be.</summary>
/// <param name="Fingerprints">Of the passwords in the secret store; null where there is none yet.</param>
internal sealed record PostgresDesired(DesiredWarehouse Warehouse, IReadOnlyDictionary<WarehouseRole, string?> Fingerprints)
{
    public const string LoadsTable = "_loads";

    public static IReadOnlyList<string> RawColumns { get; } =
        ["_airbyte_raw_id uuid not null", "_airbyte_extracted_at timestamp with time zone not null", "_airbyte_data jsonb not null", "_tenant text not null", "_batch uuid not null"];

    public static IReadOnlyList<string> LoadsColumns { get; } =
        ["batch uuid not null", "run uuid not null", "table_name text not null", "rows bigint not null", "loaded_at timestamp with time zone not null"];

    public TenantId Tenant => Warehouse.Tenant;

    public string Database => Tenant.DatabaseName;

    public string Loader => Tenant.RoleName(WarehouseRole.Loader);

    public string Transformer => Tenant.RoleName(WarehouseRole.Transformer);

    public string Reader => Tenant.RoleName(WarehouseRole.Reader);

    public RoleAttributes Attributes => new(!Warehouse.Suspended, false, false, false, false, false, false, Warehouse.ConnectionLimit, false);

    public IReadOnlyList<string> Tables => [LoadsTable, .. Warehouse.RawTables];

    /// <summary>What sources publish of the tables; made by them and not by a plan, and there or not.</summary>
    public IReadOnlySet<string> Views { get; } = Warehouse.RawTables.Select(CurrentView).ToHashSet();

    public bool IsView(RelationState relation) => relation is { Schema: Raw, Kind: 'v' } && Views.Contains(relation.Name) && !Tables.Contains(relation.Name);

    /// <summary>Where relations are that readers see now, or once they are moved.</summary>
    private static string[] Seen { get; } = [Marts, Next(Marts), Kept(Marts)];

    public static IReadOnlyList<string> Columns(string table) => table == LoadsTable ? LoadsColumns : RawColumns;

    public static string CreateTable(string table) => table == LoadsTable
        ? """
          CREATE TABLE IF NOT EXISTS "RAW"._loads (
              batch uuid PRIMARY KEY, run uuid NOT NULL, table_name text NOT NULL, rows bigint NOT NULL, loaded_at timestamptz NOT NULL DEFAULT now())
          """
        // No index: rows are only ever inserted and read as a whole, and _loads keeps a batch from being loaded twice.
        : $"""
          CREATE TABLE IF NOT EXISTS "RAW".{PostgresIdentifier.Quote(table)} (
              _airbyte_raw_id uuid NOT NULL, _airbyte_extracted_at timestamptz NOT NULL, _airbyte_data jsonb NOT NULL, _tenant text NOT NULL, _batch uuid NOT NULL)
          """;

    /// <summary>Every privilege that somebody other than an owner should hold, given the relations that exist.</summary>
    public IEnumerable<Grant> Grants(PostgresState state)
    {
        foreach (var role in new[] { Loader, Transformer, Reader }) yield return new(new(GrantScope.Database, null, Database), role, "CONNECT");
        // Incremental models and snapshots go through temporary tables.
        yield return new(new(GrantScope.Database, null, Database), Transformer, "TEMPORARY");
        yield return new(new(GrantScope.Schema, null, Raw), Loader, "USAGE");
        yield return new(new(GrantScope.Schema, null, Raw), Transformer, "USAGE");
        foreach (var schema in Schemas.Where(schema => schema != Raw))
        {
            yield return new(new(GrantScope.Schema, null, schema), Transformer, "USAGE");
            yield return new(new(GrantScope.Schema, null, schema), Transformer, "CREATE");
        }
        yield return new(new(GrantScope.Schema, null, Marts), Reader, "USAGE");
        yield return new(new(GrantScope.Default, Raw, "TABLES", state.Administrator), Loader, "INSERT");
        yield return new(new(GrantScope.Default, Raw, "TABLES", state.Administrator), Transformer, "SELECT");
        // What is built beside comes to MARTS, and goes from there, with its privileges; without USAGE a reader sees nothing of it there.
        foreach (var schema in Seen) yield return new(new(GrantScope.Default, schema, "TABLES", Transformer), Reader, "SELECT");
        foreach (var relation in state.Relations.Where(relation => relation.Kind != 'S'))
        {
            if (Seen.Contains(relation.Schema)) yield return new(new(GrantScope.Relation, relation.Schema, relation.Name), Reader, "SELECT");
            if (IsView(relation)) yield return new(new(GrantScope.Relation, Raw, relation.Name), Transformer, "SELECT");
            // A table that is about to be made gets its privileges from the defaults above.
            if (relation.Schema != Raw || !Tables.Contains(relation.Name)) continue;
            yield return new(new(GrantScope.Relation, Raw, relation.Name), Loader, "INSERT");
            yield return new(new(GrantScope.Relation, Raw, relation.Name), Transformer, "SELECT");
        }
    }
}
