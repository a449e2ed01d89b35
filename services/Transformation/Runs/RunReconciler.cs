using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Transformation.Lineage.Events;

namespace ControlPlane.Transformation.Runs;

/// <summary>Brings the models of one run to their end. Runs of one tenant go one after the other.</summary>
public sealed class RunReconciler(
    ServiceState<TransformationModule> state, RunStore store, RunPassFactory passes, RunEmitters lineage, Microsoft.Extensions.Options.IOptions<TransformationOptions> options, TimeProvider time) : IReconciler
{
    public const string WorkKind = "models";

    public string Kind => WorkKind;

    public ReconcilerLimits Limits { get; } = ReconcilerLimits.Default with { PerTenant = 1, Concurrency = options.Value.MaxRuns };

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        var tenant = TenantId.Parse(item.Tenant);
        if (await store.FindRunAsync(tenant, Guid.Parse(item.Key), cancellationToken) is not { IsOver: false, Ingested: true } run) return Pass.Finished();
        var journal = new RunJournal(state, lease, tenant, run, time) { Lineage = lineage.Of(tenant, run) };
        try
        {
            if (await store.FindTenantAsync(tenant, cancellationToken) is not { } known)
                throw new Fault(FaultKind.Unavailable, "NotProvisioned", $"Nothing is known of tenant {tenant} yet: its warehouse is not provisioned.");
            journal.Project = known.Blueprint;
            if (run.CancelAsked && run.Status == ModelsRun.Pending) await journal.CancelledAsync(cancellationToken);
            else if (known.Suspended) throw new Fault(FaultKind.Suspended, "Suspended", $"The quota of tenant {tenant} is used up: its models wait until it is raised or the month turns.");
            else await passes.RunAsync(known, run, journal, cancellationToken);
        }
        catch (Fault) when (run.CancelAsked)
        {
            // What it has built is dropped by the tenant's next run.
            await journal.CancelledAsync(cancellationToken);
        }
        catch (Fault fault) when (IsFinal(fault, item))
        {
            await journal.FailedAsync(fault.Message, [], cancellationToken);
        }
        catch (Exception exception) when (exception is not (Fault or OperationCanceledException or LeaseLostException or Npgsql.NpgsqlException) && item.Failures + 1 >= options.Value.MaxAttempts)
        {
            // Nothing that is known, a file that cannot be read for example: a run that never ends would tell nobody.
            await journal.FailedAsync(exception.Message, [], cancellationToken);
        }
        return Pass.Finished();
    }

    /// <summary>Trying again would not help, or has been done often enough.</summary>
    private bool IsFinal(Fault fault, WorkItem item) => fault.Kind switch
    {
        FaultKind.Rejected => true,
        FaultKind.Suspended => false,
        // Whoever holds them lets go, at the latest when its connection ends.
        _ when fault.Reason == EngineThread.HeldByAnother => false,
        _ => item.Failures + 1 >= options.Value.MaxAttempts,
    };
}
