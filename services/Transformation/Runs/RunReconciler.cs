using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Transformation.Lineage.Events;

namespace ControlPlane.Transformation.Runs;

/// <summary>Brings the models of one run to their end. Runs of one tenant go one after the other.</summary>
internal sealed class RunReconciler(
    ServiceState<TransformationModule> state, RunStore store, IEnumerable<IModelEngine> engines, RunEmitters lineage, Microsoft.Extensions.Options.IOptions<TransformationOptions> options, TimeProvider time)
    : IReconciler
{
    public const string WorkKind = "models";

    private static readonly TimeSpan UnsettledRetry = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IModelEngine> _engines = engines.ToDictionary(engine => engine.Name, StringComparer.Ordinal);

    public string Kind => WorkKind;

    public ReconcilerLimits Limits { get; } = ReconcilerLimits.Default with { PerTenant = 1, Concurrency = options.Value.MaxRuns };

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        var tenant = TenantId.Parse(item.Tenant);
        if (await store.FindRunAsync(tenant, Guid.Parse(item.Key), cancellationToken) is not { IsOver: false, Ingested: true } run) return Pass.Finished();
        var journal = new RunJournal(state, lease, tenant, run, time) { Lineage = lineage.Of(tenant, run) };
        try
        {
            return await RunAsync(tenant, run, journal, cancellationToken) is { } after ? Pass.Again(after) : Pass.Finished();
        }
        catch (Fault fault) when (journal.Publishing is not null && !Waits(fault))
        {
            // Readers may see it by now: it ends with the warehouse's answer only, however long that takes.
            throw new Fault(FaultKind.Unavailable, fault.Reason, $"{fault.Message} Whether the run was published is not known until the warehouse can be asked.", fault.InnerException) { RetryAfter = fault.RetryAfter };
        }
        catch (Fault fault) when (journal.IsElsewhere && fault.Kind != FaultKind.Rejected && !Waits(fault))
        {
            // It goes on there whatever we record here.
            throw;
        }
        catch (Fault) when (run.CancelAsked && journal is { Publishing: null, IsElsewhere: false })
        {
            // What it has built is dropped by the tenant's next run.
            await journal.CancelledAsync(cancellationToken);
        }
        catch (Fault fault) when (Waits(fault))
        {
            // No attempt of this run has failed: it has not had its turn.
            return Pass.Again(fault.RetryAfter ?? Limits.Backoff.Longest, new Condition("Synced", ConditionStatus.False, fault.Reason, fault.Message, item.Generation));
        }
        catch (Fault fault) when (fault.Kind == FaultKind.Rejected || item.Failures + 1 >= options.Value.MaxAttempts)
        {
            await journal.FailedAsync(fault.Message, [], cancellationToken);
        }
        catch (Exception exception) when (journal is { Publishing: null, IsElsewhere: false } && IsUnknown(exception) && item.Failures + 1 >= options.Value.MaxAttempts)
        {
            // A file that cannot be read, for example: a run that never ends would tell nobody.
            await journal.FailedAsync(exception.Message, [], cancellationToken);
        }
        return Pass.Finished();
    }

    private async Task<TimeSpan?> RunAsync(TenantId tenant, ModelsRun run, RunJournal journal, CancellationToken cancellationToken)
    {
        if (await store.FindTenantAsync(tenant, cancellationToken) is not { } known)
            throw new Fault(FaultKind.Unavailable, "NotProvisioned", $"Nothing is known of tenant {tenant} yet: its warehouse is not provisioned.");
        journal.Project = known.Blueprint;
        if (run.CancelAsked && run.Status == ModelsRun.Pending)
        {
            await journal.CancelledAsync(cancellationToken);
            return null;
        }
        // A run that another engine has begun goes on there.
        if (known.Suspended && !journal.IsElsewhere) throw new Fault(FaultKind.Suspended, "Suspended", $"The quota of tenant {tenant} is used up: its models wait until it is raised or the month turns.");
        if (await store.FindUnsettledAsync(tenant, run.Run, cancellationToken) is { } other)
            throw new Fault(FaultKind.Unavailable, EngineThread.HeldByAnother, $"Run {other} of the tenant may have been published or taken back, or goes on elsewhere; what becomes of it is found out first.") { RetryAfter = UnsettledRetry };
        return await EngineOf(known, run).RunAsync(known, run, journal, cancellationToken);
    }

    /// <summary>A run that was begun with one engine ends with it, whatever the spec says by then.</summary>
    private IModelEngine EngineOf(TenantModels tenant, ModelsRun run)
    {
        var name = run.Publishing is not null ? ModelEngines.Native : run.Engine ?? tenant.Models.Engine;
        return _engines.GetValueOrDefault(name)
            ?? throw new Fault(FaultKind.Rejected, "EngineUnknown", $"The spec's models.engine is '{name}'; this version knows {string.Join(", ", _engines.Keys.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>Whoever holds the relations lets go, at the latest when its connection ends; and a quota is raised or renewed.</summary>
    private static bool Waits(Fault fault) => fault.Kind == FaultKind.Suspended || fault.Reason == EngineThread.HeldByAnother;

    private static bool IsUnknown(Exception exception) => exception is not (Fault or OperationCanceledException or LeaseLostException or Npgsql.NpgsqlException);
}
