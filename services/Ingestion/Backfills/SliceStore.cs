using ControlPlane.Connectors;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Backfills;

/// <summary>The slice that a run reads.</summary>
internal sealed record RunSlice(string Stream, ReadWindow Window);

/// <summary>Finds the slices of runs.</summary>
internal sealed class SliceStore(ServiceState<IngestionModule> state)
{
    /// <summary>Null when the run has none (any more).</summary>
    public async Task<RunSlice?> OfRunAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<(string? Stream, DateTime From, DateTime To)>(new CommandDefinition(
            "SELECT b.stream, s.from_at, s.to_at FROM ingestion.backfill_slices s JOIN ingestion.backfills b USING (backfill) WHERE s.run = @run", new { run }, cancellationToken: cancellationToken));
        return row.Stream is null ? null : new RunSlice(row.Stream, new ReadWindow(row.From, row.To));
    }

    /// <summary>Has the backfill look at what became of its run, in the transaction that ends the run.</summary>
    public async Task WakeAsync(NpgsqlTransaction transaction, string tenant, Guid run, CancellationToken cancellationToken)
    {
        var backfill = await transaction.Connection!.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "SELECT backfill FROM ingestion.backfill_slices WHERE run = @run", new { run }, transaction, cancellationToken: cancellationToken));
        if (backfill is { } one) await state.Work.MakeDueAsync(transaction, tenant, BackfillReconciler.KindName, one.ToString(), cancellationToken);
    }
}
