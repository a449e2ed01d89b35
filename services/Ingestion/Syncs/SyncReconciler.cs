using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Ingestion.Backfills;
using ControlPlane.Ingestion.Fairness;
using ControlPlane.Ingestion.Quarantine;
using ControlPlane.Ingestion.Runs;
using ControlPlane.Ingestion.Sources;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.Secrets;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>Syncs a source, one run after the other: there is one row of work a source, so two syncs of it never overlap.</summary>
internal sealed partial class SyncReconciler(
    ControlDatabase database, TenantStore tenants, SyncStore syncs, StreamSync streamSync, ReplaySync replay, SliceStore slices, SourceCatalog catalog, ISecretStore secrets, FairLimits limits,
    IOptions<IngestionOptions> options, TimeProvider time, ILogger<SyncReconciler> logger) : IReconciler
{
    public const string KindName = "sync";

    // Its validation makes the sync due; this is for what comes to wait in the same moment.
    private static readonly TimeSpan SettlePoll = TimeSpan.FromSeconds(5);

    public string Kind => KindName;

    public ReconcilerLimits Limits => limits.Syncs;

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        if (await syncs.NextAsync(item.Tenant, item.Key, cancellationToken) is not { } job) return Pass.Done();
        if (await tenants.FindAsync(job.Tenant, cancellationToken) is not { } tenant) return Pass.Finished();
        if (job.IsCancelled) return await EndAsync(lease, job, StageStatus.Cancelled, null, cancellationToken);
        if (tenant.Suspended) return TenantStore.Wait(item);
        // A batch that is refused gives its rows back to the next sync, so that one begins only once it is known what became of the batch before.
        if (await syncs.FollowsUnsettledBatchAsync(job, cancellationToken))
            return Pass.Again(SettlePoll, new Condition("Synced", ConditionStatus.Unknown, "WaitingForBatch", "The batch before is still being validated.", item.Generation));
        if (await syncs.BeginAsync(lease, job, cancellationToken) is not { } begun) return Pass.Again(TimeSpan.Zero);
        job = begun;
        await using var watch = new CancellationWatch(database, job.Run, options.Value.CancellationPoll, time, cancellationToken);
        try
        {
            await SyncAsync(lease, job, tenant, watch.Token);
            return await EndAsync(lease, job, StageStatus.Succeeded, null, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && (watch.RunEnded || exception is RunEndedException) && exception is not LeaseLostException)
        {
            // Whatever a read throws once its run is cancelled is no failure of the source.
            return await EndAsync(lease, job, StageStatus.Cancelled, null, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not (LeaseLostException or NpgsqlException))
        {
            return await FailedAsync(lease, job, SyncFaults.Translate(exception), cancellationToken);
        }
    }

    private async Task SyncAsync(Lease lease, SyncJob job, TenantRow tenant, CancellationToken cancellationToken)
    {
        if (job.Trigger == RunTriggers.Replay)
        {
            await replay.RunAsync(lease, job, cancellationToken);
            return;
        }
        var source = tenant.Source(job.Source);
        var config = await SourceConfig.ResolveAsync(secrets, job.Tenant, source, cancellationToken);
        try
        {
            if (job.Trigger == RunTriggers.Backfill)
            {
                await BackfillAsync(lease, job, tenant, config, cancellationToken);
                return;
            }
            foreach (var stream in catalog.Streams(tenant.Spec, source))
                await streamSync.RunAsync(lease, job, stream, catalog.Settings(tenant.Spec, source, stream), catalog.Open(job.Tenant, tenant.Spec, source, stream, config.Redactor), (JsonObject)config.Values.DeepClone(), cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or LeaseLostException or NpgsqlException))
        {
            var fault = SyncFaults.Translate(exception);
            var message = config.Redactor.Redact(fault.Message);
            // The cause may quote what the message no longer does, so it goes no further.
            throw message == fault.Message ? fault : new Fault(fault.Kind, fault.Reason, message) { RetryAfter = fault.RetryAfter };
        }
    }

    /// <summary>One stream, only what lies in the slice, and in no other way than a sync: but the cursor stays where it is.</summary>
    private async Task BackfillAsync(Lease lease, SyncJob job, TenantRow tenant, SourceConfig config, CancellationToken cancellationToken)
    {
        var slice = await slices.OfRunAsync(job.Run, cancellationToken) ?? throw new Fault(FaultKind.Rejected, "BackfillGone", $"Run {job.Run} belongs to no backfill any more.");
        var stream = catalog.Open(job.Tenant, tenant.Spec, tenant.Source(job.Source), slice.Stream, config.Redactor, slice.Window);
        await streamSync.RunAsync(lease, job, slice.Stream, SyncSettings.Backfill, stream, config.Values, cancellationToken);
    }

    private async Task<Pass> FailedAsync(Lease lease, SyncJob job, Fault fault, CancellationToken cancellationToken)
    {
        if (fault.Kind is FaultKind.Unavailable or FaultKind.Suspended && job.Attempts + 1 < options.Value.SyncAttempts)
        {
            await syncs.RepeatAsync(lease, job, fault.Message, cancellationToken);
            throw fault;
        }
        Log.SyncFailed(logger, job.Tenant, job.Source, job.Run, fault.Reason, fault.Message);
        return await EndAsync(lease, job, StageStatus.Failed, fault, cancellationToken);
    }

    /// <summary>Another run may wait for the source, so there is always another look.</summary>
    private async Task<Pass> EndAsync(Lease lease, SyncJob job, StageStatus status, Fault? fault, CancellationToken cancellationToken)
    {
        await syncs.EndAsync(lease, job, status, fault?.Message, cancellationToken);
        var condition = new Condition("Synced", fault is null ? ConditionStatus.True : ConditionStatus.False, fault?.Reason ?? status.ToString(), fault?.Message ?? $"Run {job.Run}.", lease.Item.Generation);
        return Pass.Again(TimeSpan.Zero, condition) with { Priority = await syncs.NextPriorityAsync(job, cancellationToken) };
    }

    private static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Warning, "The sync of {Source} of {Tenant} failed in run {Run}: {Reason}: {Message}")]
        public static partial void SyncFailed(ILogger logger, TenantId tenant, string source, Guid run, string reason, string message);
    }
}
