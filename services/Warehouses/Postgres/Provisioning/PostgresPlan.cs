using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>
/// The steps from what was observed to what is wanted; a pure function. What is missing is made before anything is given, everything is
/// given before anything is taken away, and what destroys data comes last.
/// </summary>
internal static class PostgresPlan
{
    public static IReadOnlyList<ProvisioningStep> For(PostgresDesired desired, PostgresState state)
    {
        var made = state.DatabaseOwner is null ? AsNew(desired, state) : state;
        return
        [
            .. RoleSteps.For(desired, state),
            .. DatabaseSteps.For(desired, state),
            .. SchemaSteps.Missing(desired, made),
            .. GrantSteps.Missing(desired, made).Where(step => step.Target.StartsWith("default", StringComparison.Ordinal)),
            .. TableSteps.Missing(desired, made),
            .. FunctionSteps.Missing(desired, made),
            .. GrantSteps.Missing(desired, made).Where(step => !step.Target.StartsWith("default", StringComparison.Ordinal)),
            .. GrantSteps.Extra(desired, made),
            .. TableSteps.Extra(desired, made),
            .. SchemaSteps.Extra(made),
        ];
    }

    /// <summary>A database right after CREATE DATABASE: what is planned before it exists is then what is planned right after.</summary>
    private static PostgresState AsNew(PostgresDesired desired, PostgresState state) => state with
    {
        DatabaseOwner = state.Administrator,
        Schemas = [new SchemaState("public", "pg_database_owner")],
        Relations = [],
        Functions = [],
        Grants =
        [
            .. state.Grants,
            new Grant(new GrantTarget(GrantScope.Database, null, desired.Database), "", "CONNECT"),
            new Grant(new GrantTarget(GrantScope.Database, null, desired.Database), "", "TEMPORARY"),
            new Grant(new GrantTarget(GrantScope.Schema, null, "public"), "", "USAGE"),
        ],
    };
}
