using ControlPlane.Contracts;
using ControlPlane.Ingestion.Runs;
using ControlPlane.ServiceDefaults.Modules;
using Npgsql;

namespace ControlPlane.Ingestion.Backfills;

/// <summary>Pauses, resumes and cancels backfills. A slice under way is read to its end when paused, and given up when cancelled.</summary>
internal sealed class BackfillControl(ServiceState<IngestionModule> state, BackfillStore backfills, RunCanceller canceller)
{
    /// <summary>The state afterwards; null when the source has no such backfill.</summary>
    public Task<string?> PauseAsync(TenantId tenant, string source, Guid backfill, CancellationToken cancellationToken) => ChangeAsync(tenant, source, backfill, async (transaction, now) =>
    {
        if (now != BackfillStates.Running) return now;
        await backfills.EndAsync(transaction, backfill, BackfillStates.Paused, null, cancellationToken);
        return BackfillStates.Paused;
    }, cancellationToken);

    /// <inheritdoc cref="PauseAsync"/>
    public Task<string?> ResumeAsync(TenantId tenant, string source, Guid backfill, CancellationToken cancellationToken) => ChangeAsync(tenant, source, backfill, async (transaction, now) =>
    {
        if (now is not (BackfillStates.Paused or BackfillStates.Failed)) return now;
        await BackfillStore.RetryAsync(transaction, backfill, cancellationToken);
        await backfills.EndAsync(transaction, backfill, BackfillStates.Running, null, cancellationToken);
        return BackfillStates.Running;
    }, cancellationToken);

    /// <inheritdoc cref="PauseAsync"/>
    public async Task<string?> CancelAsync(TenantId tenant, string source, Guid backfill, CancellationToken cancellationToken)
    {
        Guid? run = null;
        var after = await ChangeAsync(tenant, source, backfill, async (transaction, now) =>
        {
            if (now is BackfillStates.Succeeded) return now;
            run = await BackfillStore.AbandonAsync(transaction, backfill, cancellationToken);
            await backfills.EndAsync(transaction, backfill, BackfillStates.Cancelled, null, cancellationToken);
            return BackfillStates.Cancelled;
        }, cancellationToken);
        // Asked for again, it cancels the run again: a crash in between is made good by repeating the call.
        if (run is { } underWay) await canceller.CancelAsync(tenant, underWay, cancellationToken);
        return after;
    }

    private async Task<string?> ChangeAsync(TenantId tenant, string source, Guid backfill, Func<NpgsqlTransaction, string, Task<string>> change, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The work row first, as a pass locks it first too.
        await state.Work.MakeDueAsync(transaction, tenant.ToString(), BackfillReconciler.KindName, backfill.ToString(), cancellationToken);
        if (await BackfillStore.LockAsync(transaction, tenant, backfill, cancellationToken) is not { } found || found.Source != source) return null;
        var after = await change(transaction, found.State);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }
}
