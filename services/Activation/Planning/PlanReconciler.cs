using ControlPlane.Activation.Blueprints;
using ControlPlane.Activation.Status;
using ControlPlane.Activation.Tenants;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;

namespace ControlPlane.Activation.Planning;

/// <summary>Decides once per run what follows its published models.</summary>
internal sealed class PlanReconciler(PlanStore plans, TenantStore tenants, BlueprintFiles files) : IReconciler
{
    public const string WorkKind = "plan";

    public string Kind => WorkKind;

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        var tenant = TenantId.Parse(item.Tenant);
        var run = Guid.Parse(item.Key);
        if (await plans.FindAsync(tenant, run, cancellationToken) is not { PublishedAt: { } publishedAt, PlannedAt: null } found) return Pass.Finished();
        var plan = found.CancelledAt is null ? await PlanAsync(await tenants.SpecAsync(tenant, cancellationToken), cancellationToken) : RunPlan.Empty;
        await plans.RecordAsync(lease, tenant, run, publishedAt, plan, cancellationToken);
        return Pass.Finished();
    }

    /// <summary>A file that cannot be read stands in the plan as what failed, under its own name.</summary>
    private async Task<RunPlan> PlanAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        var (activations, activationsError) = await ReadAsync(files.ActivationsAsync(spec, cancellationToken));
        var (refreshes, refreshesError) = await ReadAsync(files.RefreshesAsync(spec, cancellationToken));
        var plan = RunPlan.For(spec, activations, refreshes);
        if (activationsError is not null) plan = plan with { Activations = [new PlannedActivation(spec.Activations.File!, StageStatus.Failed, null, activationsError)] };
        if (refreshesError is not null) plan = plan with { Refreshes = [new PlannedRefresh(spec.Refreshes.File!, StageStatus.Failed, null, refreshesError)] };
        return plan;
    }

    private static async Task<(IReadOnlyList<T> Definitions, string? Error)> ReadAsync<T>(Task<IReadOnlyList<T>> reading)
    {
        try
        {
            return (await reading, null);
        }
        catch (Exception exception) when (exception is Fault or IOException or UnauthorizedAccessException)
        {
            return ([], exception.Message);
        }
    }
}
