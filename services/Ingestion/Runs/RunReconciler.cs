using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Ingestion.Backfills;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Runs;

/// <summary>Tells the others once nothing of a run is under way any more.</summary>
internal sealed class RunReconciler(ServiceState<IngestionModule> state, SliceStore slices, TimeProvider time) : IReconciler
{
    public const string KindName = "run";

    public string Kind => KindName;

    public ReconcilerLimits Limits { get; } = ReconcilerLimits.Default with { PerTenant = 8 };

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        var run = Guid.Parse(item.Key);
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        var seen = await connection.QuerySingleOrDefaultAsync<Observed>(new CommandDefinition("""
            SELECT r.state AS State, r.trigger AS Trigger,
                EXISTS (SELECT 1 FROM ingestion.syncs s WHERE s.run = r.run AND s.state IN ('queued', 'running'))
                    OR EXISTS (SELECT 1 FROM ingestion.batches b WHERE b.run = r.run AND b.state IN ('landed', 'validated')) AS UnderWay,
                EXISTS (SELECT 1 FROM ingestion.syncs s WHERE s.run = r.run AND s.state = 'failed')
                    OR EXISTS (SELECT 1 FROM ingestion.batches b WHERE b.run = r.run AND b.state IN ('refused', 'failed')) AS Failed
            FROM ingestion.runs r WHERE r.run = @run AND r.finished_at IS NULL FOR UPDATE OF r
            """, new { run }, transaction, cancellationToken: cancellationToken));
        if (seen is null) return Pass.Finished();
        if (seen.UnderWay) return Pass.Done();
        if (seen.Trigger == RunTriggers.Backfill) await slices.WakeAsync(transaction, item.Tenant, run, cancellationToken);
        await FinishAsync(transaction, TenantId.Parse(item.Tenant), run, seen.Outcome, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Pass.Finished();
    }

    private async Task FinishAsync(NpgsqlTransaction transaction, TenantId tenant, Guid run, StageStatus outcome, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            UPDATE ingestion.runs SET state = @state, finished_at = @now WHERE run = @run;
            DELETE FROM ingestion.replays WHERE run = @run AND replayed_by IS NULL;
            """,
            new { run, now, state = outcome.ToString().ToLowerInvariant() }, transaction, cancellationToken: cancellationToken));
        var loaded = await transaction.Connection!.QueryAsync<LoadedBatch>(new CommandDefinition(
            "SELECT batch AS Batch, source AS Source, stream AS Stream, loaded AS Rows FROM ingestion.batches WHERE run = @run AND state = 'loaded' ORDER BY source, stream",
            new { run }, transaction, cancellationToken: cancellationToken));
        await state.Outbox.AddAsync(transaction, new IngestionFinished(tenant, run, outcome, loaded.AsList(), now), cancellationToken);
    }

    private sealed record Observed(string State, string Trigger, bool UnderWay, bool Failed)
    {
        public StageStatus Outcome => State == "cancelled" ? StageStatus.Cancelled : Failed ? StageStatus.Failed : StageStatus.Succeeded;
    }
}
