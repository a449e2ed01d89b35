using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Tenants.Plans;
using ControlPlane.Tenants.Records;
using Dapper;
using Npgsql;
using static ControlPlane.Reconciliation.ConditionStatus;

namespace ControlPlane.Tenants.Reconciling;

/// <summary>Writes what an observation says about a tenant, and announces a generation when it was first seen to be in place.</summary>
public sealed class TenantConditions(ServiceState<TenantsModule> state, TimeProvider time)
{
    public const string Provisioned = "Provisioned";
    public const string Synced = "Synced";
    public const string Drifted = "Drifted";

    // Each process announces what it finds once more: a service that was added since, or lost what it knew, learns it then.
    private readonly ConcurrentDictionary<TenantId, long> _announced = new();

    /// <summary>How many differences a condition names; the plan names all.</summary>
    private const int MostDifferences = 50;

    /// <returns>False when the tenant changed meanwhile, so that what was observed is already old.</returns>
    internal Task<bool> ObservedAsync(TenantRecord record, TenantPlan plan, Lease lease, CancellationToken cancellationToken) =>
        WriteAsync(record, lease, plan.Steps.Count == 0 ? Converged(record) : Differing(record, plan), plan.Steps.Count == 0, cancellationToken);

    internal Task UnknownAsync(TenantRecord record, Lease lease, string why, CancellationToken cancellationToken) =>
        WriteAsync(record, lease, [new(Synced, Unknown, "NotObserved", why, record.Generation), new(Drifted, Unknown, "NotObserved", why, record.Generation)], false, cancellationToken);

    internal Task FailedAsync(TenantRecord record, Lease lease, Fault fault, CancellationToken cancellationToken) =>
        WriteAsync(record, lease, [new(Synced, False, fault.Reason, fault.Message, record.Generation)], false, cancellationToken);

    private static Condition[] Converged(TenantRecord record) =>
    [
        new(Provisioned, True, "Observed", $"Everything that generation {record.Generation} asks for exists.", record.Generation),
        new(Synced, True, "Converged", "Nothing is left to do.", record.Generation),
        new(Drifted, False, "Converged", "Nothing differs from the spec.", record.Generation),
    ];

    private static Condition[] Differing(TenantRecord record, TenantPlan plan)
    {
        var differences = string.Join("; ", plan.Steps.Take(MostDifferences).Select(step => step.Why));
        if (plan.Steps.Count > MostDifferences) differences += $"; and {plan.Steps.Count - MostDifferences} more";
        if (record.ProvisionedGeneration == record.Generation)
            return
            [
                new(Synced, False, "Drifted", $"{plan.Steps.Count} differences that nobody declared; apply the plan to repair them.", record.Generation),
                new(Drifted, True, "DifferencesFound", differences, record.Generation),
            ];
        return
        [
            .. record.ProvisionedGeneration == 0 ? new[] { new Condition(Provisioned, False, "PlanNotApplied", "Nothing was provisioned yet.", record.Generation) } : [],
            new(Synced, False, "PlanNotApplied", $"{plan.Steps.Count} steps wait to be applied.", record.Generation),
            // What differs may be wanted or not; that is for whoever reads the plan.
            new(Drifted, Unknown, "PlanNotApplied", "The newest spec was not applied yet.", record.Generation),
        ];
    }

    private async Task<bool> WriteAsync(TenantRecord record, Lease lease, IReadOnlyList<Condition> conditions, bool converged, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        var present = await TenantStore.FindAsync(connection, record.Tenant, cancellationToken, transaction, lockRow: true);
        if (present is null || present.Generation != record.Generation || present.State != record.State) return false;
        var now = time.GetUtcNow();
        await TenantStore.SetConditionsAsync(transaction, record.Tenant, conditions.Aggregate(present.Conditions, (all, one) => all.With(one, now)), cancellationToken);
        var news = converged && (present.ProvisionedGeneration != record.Generation || _announced.GetValueOrDefault(record.Tenant) != record.Generation);
        if (news) await AnnounceAsync(transaction, record, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (news) _announced[record.Tenant] = record.Generation;
        return true;
    }

    private async Task AnnounceAsync(NpgsqlTransaction transaction, TenantRecord record, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE tenants.tenants SET provisioned_generation = @Generation WHERE tenant = @tenant", new { record.Generation, tenant = record.Tenant.ToString() }, transaction, cancellationToken: cancellationToken));
        await state.Outbox.AddAsync(transaction, new TenantProvisioned(record.Tenant, record.Generation, record.Spec, now), cancellationToken);
    }
}
