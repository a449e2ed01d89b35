using ControlPlane.Warehouses.Provisioning;
using static ControlPlane.DuckDb.DuckDbIdentifier;

namespace ControlPlane.Warehouses.DuckDb.Provisioning;

/// <summary>The steps from what was observed to what is wanted; a pure function. What destroys data comes last.</summary>
internal static class DuckDbPlan
{
    private const string Default = "main";

    public static IReadOnlyList<ProvisioningStep> For(DesiredWarehouse desired, DuckDbState state) =>
        [.. Access(desired, state), .. Missing(desired, state), .. Extra(desired, state)];

    private static IEnumerable<DuckDbStep> Access(DesiredWarehouse desired, DuckDbState state)
    {
        var name = desired.Tenant.DatabaseName;
        if (!state.Exists) yield return new($"database:{name}", "create-database", $"database {name}", $"database {name} missing", false, null);
        if (state.Suspended != desired.Suspended)
            yield return new($"login:{name}", desired.Suspended ? "suspend" : "resume", $"database {name}", desired.Suspended ? "sessions are allowed" : "sessions are refused", false, null);
    }

    private static IEnumerable<DuckDbStep> Missing(DesiredWarehouse desired, DuckDbState state)
    {
        foreach (var schema in WarehouseNames.Schemas.Except(state.Schemas))
            yield return new($"schema:{schema}", "create-schema", $"schema {schema}", $"schema {schema} missing in {desired.Tenant.DatabaseName}", false, $"CREATE SCHEMA IF NOT EXISTS {Quote(schema)}");
        foreach (var table in Tables(desired).Where(table => Find(state, table) is not { Kind: "table" }))
            yield return Table("create-table", table, $"table RAW.{table} missing", false, DuckDbTables.Create(table));
    }

    private static IEnumerable<DuckDbStep> Extra(DesiredWarehouse desired, DuckDbState state)
    {
        var (tables, views) = (Tables(desired).ToHashSet(StringComparer.OrdinalIgnoreCase), desired.RawTables.Select(WarehouseNames.CurrentView).ToHashSet(StringComparer.OrdinalIgnoreCase));
        foreach (var found in state.Relations.Where(relation => relation.Schema == WarehouseNames.Raw))
        {
            var drop = $"DROP {found.Kind.ToUpperInvariant()} IF EXISTS \"RAW\".{Quote(found.Name)}";
            if (found.Kind == "view" ? !views.Contains(found.Name) || tables.Contains(found.Name) : !tables.Contains(found.Name))
                yield return Table("drop-table", found.Name, $"{found.Kind} RAW.{found.Name} not declared", found.Kind == "table", drop);
            else if (found.Kind == "table" && found.Columns != DuckDbTables.Columns(found.Name))
                yield return Table("replace-table", found.Name, $"RAW.{found.Name} has the columns {found.Columns} instead of {DuckDbTables.Columns(found.Name)}", true, $"{drop}; {DuckDbTables.Create(found.Name)}");
        }
        foreach (var schema in state.Schemas.Except([.. WarehouseNames.Schemas, Default]))
            yield return new($"schema:{schema}", "drop-schema", $"schema {schema}", $"schema {schema} not declared", true, $"DROP SCHEMA IF EXISTS {Quote(schema)} CASCADE");
    }

    private static IEnumerable<string> Tables(DesiredWarehouse desired) => [DuckDbTables.Loads, .. desired.RawTables];

    private static DuckDbRelation? Find(DuckDbState state, string table) =>
        state.Relations.FirstOrDefault(relation => relation.Schema == WarehouseNames.Raw && string.Equals(relation.Name, table, StringComparison.OrdinalIgnoreCase));

    private static DuckDbStep Table(string kind, string table, string why, bool destructive, string sql) => new($"table:RAW.{table}", kind, $"table RAW.{table}", why, destructive, sql);
}

/// <param name="Sql">Null: done to the file itself.</param>
internal sealed record DuckDbStep(string Id, string Kind, string Target, string Why, bool Destructive, string? Sql) : ProvisioningStep(Id, Kind, Target, Why, Destructive);
