using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Ingestion.Syncs;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Runs;

/// <summary>
/// Cancels runs. Syncs that wait are cancelled here; the one that reads sees it within a moment and leaves nothing behind. Batches that
/// have landed still go to the warehouse, because the cursor has passed them.
/// </summary>
internal sealed class RunCanceller(ServiceState<IngestionModule> state, TimeProvider time)
{
    private const int Attempts = 5;

    /// <summary>The state that the run is in afterwards; null when the tenant has no such run.</summary>
    public async Task<RunCancellation?> CancelAsync(TenantId tenant, Guid run, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryCancelAsync(tenant, run, cancellationToken);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Attempts)
            {
                // A sync that lands at this moment locks the same rows the other way round; one of both has to begin again.
            }
        }
    }

    private async Task<RunCancellation?> TryCancelAsync(TenantId tenant, Guid run, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var arguments = new { tenant = tenant.ToString(), run, now = time.GetUtcNow() };
        var found = await connection.QuerySingleOrDefaultAsync<RunCancellation>(new CommandDefinition(
            "SELECT state AS State, finished_at IS NOT NULL AS Finished FROM ingestion.runs WHERE tenant = @tenant AND run = @run FOR UPDATE", arguments, transaction, cancellationToken: cancellationToken));
        // All is loaded, but models or activations may still be under way: they are told, and ignore it when they are over.
        if (found is { State: "succeeded", Finished: true })
        {
            await state.Outbox.AddAsync(transaction, new RunCancelled(tenant, run, arguments.now), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new RunCancellation("cancelled", true);
        }
        if (found is not { State: "running", Finished: false }) return found;
        await connection.ExecuteAsync(new CommandDefinition("UPDATE ingestion.runs SET state = 'cancelled' WHERE run = @run", arguments, transaction, cancellationToken: cancellationToken));
        await CancelQueuedAsync(transaction, tenant, run, arguments.now, cancellationToken);
        var reading = (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT source FROM ingestion.syncs WHERE run = @run AND state = 'running'", arguments, transaction, cancellationToken: cancellationToken))).AsList();
        // A sync that waits for its next attempt is looked at now; one that reads looks by itself.
        foreach (var source in reading) await state.Work.MakeDueAsync(transaction, arguments.tenant, SyncReconciler.KindName, source, cancellationToken);
        await state.Outbox.AddAsync(transaction, new RunCancelled(tenant, run, arguments.now), cancellationToken);
        await state.Work.MakeDueAsync(transaction, arguments.tenant, RunReconciler.KindName, run.ToString(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RunCancellation("cancelled", false);
    }

    private async Task CancelQueuedAsync(NpgsqlTransaction transaction, TenantId tenant, Guid run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var queued = (await transaction.Connection!.QueryAsync<(string Source, long Version)>(new CommandDefinition("""
            UPDATE ingestion.syncs SET state = 'cancelled', version = version + 1, finished_at = @now WHERE run = @run AND state = 'queued' RETURNING source, version
            """, new { run, now }, transaction, cancellationToken: cancellationToken))).AsList();
        foreach (var (source, version) in queued)
            await state.Outbox.AddAsync(transaction, new StageChanged(tenant, run, Stages.Sync, source, StageStatus.Cancelled, version, now, now), cancellationToken);
    }
}

/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Finished">Whether nothing of the run is under way any more.</param>
internal sealed record RunCancellation(string State, bool Finished);
