using static ControlPlane.Warehouses.Postgres.PostgresIdentifier;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

internal static class DatabaseSteps
{
    public const string Create = "create-database";

    public static IEnumerable<PostgresStep> For(PostgresDesired desired, PostgresState state)
    {
        var name = desired.Database;
        if (state.DatabaseOwner is null)
        {
            // From template0: nobody can be connected to it, so many databases can be made at once, and nobody has put anything into it.
            // The default strategy (wal_log): file_copy needs two checkpoints and took six times as long on a durable server.
            yield return new($"database:{name}", Create, $"database {name}", $"database {name} missing", false, PostgresPhase.Database, [$"CREATE DATABASE {Quote(name)} TEMPLATE template0"]);
        }
        else if (state.DatabaseOwner != state.Administrator)
        {
            yield return new($"database:{name}", "change-owner", $"database {name}", $"owner of database {name} is {state.DatabaseOwner} instead of {state.Administrator}", false, PostgresPhase.Database,
                [$"ALTER DATABASE {Quote(name)} OWNER TO {Quote(state.Administrator)}"]);
        }
    }
}
