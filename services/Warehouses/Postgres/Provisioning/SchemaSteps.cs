using static ControlPlane.Warehouses.Postgres.PostgresIdentifier;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

internal static class SchemaSteps
{
    public static IEnumerable<PostgresStep> Missing(PostgresDesired desired, PostgresState state)
    {
        foreach (var name in WarehouseNames.Schemas)
        {
            var found = state.Schemas.SingleOrDefault(schema => schema.Name == name);
            if (found is null)
            {
                yield return Step("create-schema", name, $"schema {name} missing in {desired.Database}", false, $"CREATE SCHEMA IF NOT EXISTS {Quote(name)}");
            }
            else if (found.Owner != state.Administrator)
            {
                yield return Step("change-owner", name, $"owner of schema {name} is {found.Owner} instead of {state.Administrator}", false, $"ALTER SCHEMA {Quote(name)} OWNER TO {Quote(state.Administrator)}");
            }
        }
    }

    public static IEnumerable<PostgresStep> Extra(PostgresState state) =>
        from schema in state.Schemas
        where schema.Name != "public" && !WarehouseNames.Schemas.Contains(schema.Name)
        select Step("drop-schema", schema.Name, $"schema {schema.Name} not declared", true, $"DROP SCHEMA IF EXISTS {Quote(schema.Name)} CASCADE");

    private static PostgresStep Step(string kind, string name, string why, bool destructive, string sql) =>
        new($"schema:{name}", kind, $"schema {name}", why, destructive, PostgresPhase.Contents, [sql]);
}
