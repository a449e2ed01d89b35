using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses.Postgres.Provisioning;
using ControlPlane.Warehouses.Views;
using Npgsql;
using static ControlPlane.Warehouses.Postgres.PostgresIdentifier;

namespace ControlPlane.Warehouses.Postgres.Views;

/// <summary>Makes the view of a RAW table as the administrator, in one transaction: whoever reads sees the view of before or the new one.</summary>
internal static class PostgresPublish
{
    // Whoever reads the view for hours is waited for so long and no longer: those who come after wait too.
    private const string Settings = "SET LOCAL lock_timeout = '30s'; SET LOCAL search_path = pg_catalog";

    public static async Task RunAsync(NpgsqlConnection connection, TenantId tenant, RawView view, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, [Settings], cancellationToken);
        var name = WarehouseNames.CurrentView(view.Table);
        await OneAtATimeAsync(connection, name, cancellationToken);
        var columns = PublishedColumn.Of(view.Columns, StringComparer.Ordinal);
        var before = await ExistingView.ReadAsync(connection, name, cancellationToken);
        if (before is { Kind: not 'v' })
            throw new Fault(FaultKind.Rejected, "NameTaken", $"RAW.{name} is not a view, so RAW.{view.Table} cannot be shown by that name. Rename the stream that it belongs to.");
        var wanted = new PostgresView(view, before?.Arrange(columns) ?? columns);
        if (before?.Comment == wanted.Comment) return;
        if (before is null || before.IsOnlyAddedTo(columns)) await RunAsync(connection, Replace(wanted), cancellationToken);
        else wanted = await RebuildAsync(connection, transaction, before, new PostgresView(view, columns), cancellationToken);
        await RunAsync(connection,
        [
            $"COMMENT ON VIEW {wanted.Name} IS {PostgresColumn.Literal(wanted.Comment)}",
            $"REVOKE ALL ON {wanted.Name} FROM {Quote(tenant.RoleName(WarehouseRole.Loader))}",
            $"GRANT SELECT ON {wanted.Name} TO {Quote(tenant.RoleName(WarehouseRole.Transformer))}",
        ], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Drops the view and makes it and the models' views over it anew; where one of those no longer fits, nothing goes and only new columns come.</summary>
    private static async Task<PostgresView> RebuildAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ExistingView before, PostgresView wanted, CancellationToken cancellationToken)
    {
        const string Savepoint = "rebuild";
        var dependents = await DependentView.ReadAsync(connection, wanted.Name, cancellationToken);
        await transaction.SaveAsync(Savepoint, cancellationToken);
        try
        {
            // Never with CASCADE: what is not among the dependents (a materialized view, a function) makes the server refuse.
            await RunAsync(connection,
                [.. dependents.Reverse().Select(view => view.Drop), $"DROP VIEW {wanted.Name}", .. Replace(wanted), .. dependents.SelectMany(view => view.Create)], cancellationToken);
            return wanted;
        }
        catch (PostgresException error) when (ProvisioningFaults.IsPermanent(error))
        {
            await transaction.RollbackAsync(Savepoint, cancellationToken);
        }
        var kept = wanted with
        {
            Columns = before.KeepAll(wanted.Columns)
                ?? throw new Fault(FaultKind.Rejected, "ViewInUse", $"{wanted.Name} was made by hand and is read by {string.Join(", ", dependents.Select(view => $"{view.Schema}.{view.Name}"))}. Drop it to have it made anew."),
        };
        await RunAsync(connection, Replace(kept), cancellationToken);
        return kept;
    }

    private static IEnumerable<string> Replace(PostgresView view) => [$"CREATE OR REPLACE VIEW {view.Name} AS {view.Select}"];

    private static async Task OneAtATimeAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 4711))", connection) { Parameters = { new() { Value = name } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task RunAsync(NpgsqlConnection connection, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
