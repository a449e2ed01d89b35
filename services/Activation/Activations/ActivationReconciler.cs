using ControlPlane.Activation.Destinations;
using ControlPlane.Activation.Tenants;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using Microsoft.Extensions.Options;

namespace ControlPlane.Activation.Activations;

/// <summary>
/// Sends what changed in a mart. A row of work is an activation, so two runs of one activation never overlap: each pass does the
/// earliest run that is not finished.
/// </summary>
internal sealed partial class ActivationReconciler(
    ActivationStore store, MartSelection selection, DestinationFactory destinations, TenantStore tenants, IOptions<ActivationOptions> options, TimeProvider time, ILogger<ActivationReconciler> logger) : IReconciler
{
    public const string WorkKind = "activation";

    private static readonly TimeSpan AnnounceEvery = TimeSpan.FromSeconds(2);

    public string Kind => WorkKind;

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        if (await store.NextAsync(TenantId.Parse(item.Tenant), item.Key, cancellationToken) is not { } work) return Pass.Done();
        try
        {
            if (work.Cancelled) await FinishAsync(lease, work, null, cancelled: true, cancellationToken);
            else await AdvanceAsync(lease, work, cancellationToken);
        }
        catch (Exception exception) when (PassFailures.Count(exception))
        {
            if (exception is not Fault { Kind: FaultKind.AccessDenied or FaultKind.Rejected } && work.Attempts + 1 < options.Value.PassAttempts)
            {
                await store.RecordAttemptAsync(lease, work, cancellationToken);
                throw;
            }
            await FinishAsync(lease, work, exception is Fault ? exception.Message : $"Failed unexpectedly: {exception.GetType().Name}; see the log.", cancelled: false, cancellationToken);
            if (exception is not Fault) Log.Unexpected(logger, exception, item.Tenant, work.Name, work.Run);
        }
        // More of this run, or the next one that waits.
        return Pass.Again(TimeSpan.Zero);
    }

    private async Task AdvanceAsync(Lease lease, ActivationWork work, CancellationToken cancellationToken)
    {
        var spec = await tenants.ActiveSpecAsync(work.Tenant, cancellationToken);
        var destination = await destinations.OpenAsync(work.Tenant, spec, work.Definition, work.Run, cancellationToken);
        if (!work.Selected) await selection.RunAsync(lease, work, destination.Target, cancellationToken);
        var started = time.GetTimestamp();
        var announced = started;
        while (time.GetElapsedTime(started) < options.Value.PassTime)
        {
            var batch = await store.NextBatchAsync(work, cancellationToken);
            if (batch.Count == 0)
            {
                await FinishAsync(lease, work, null, cancelled: false, cancellationToken);
                return;
            }
            var outcomes = await destination.SendAsync(batch, cancellationToken);
            var announce = time.GetElapsedTime(announced) >= AnnounceEvery;
            if (announce) announced = time.GetTimestamp();
            if (await store.RecordBatchAsync(lease, work, batch, outcomes, announce, cancellationToken)) return;
        }
    }

    private async Task FinishAsync(Lease lease, ActivationWork work, string? error, bool cancelled, CancellationToken cancellationToken)
    {
        var status = await store.FinishAsync(lease, work, error, cancelled, cancellationToken);
        Log.Finished(logger, work.Name, work.Tenant, work.Run, status);
    }

    private static partial class Log
    {
        [LoggerMessage(5010, LogLevel.Information, "Activation {Activation} of {Tenant} in run {Run} ended: {Status}")]
        public static partial void Finished(ILogger logger, string activation, TenantId tenant, Guid run, StageStatus status);

        [LoggerMessage(5011, LogLevel.Error, "Activation of {Tenant}: {Activation} in run {Run} failed unexpectedly")]
        public static partial void Unexpected(ILogger logger, Exception exception, string tenant, string activation, Guid run);
    }
}
