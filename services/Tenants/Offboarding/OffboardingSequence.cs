using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Tenants.Inventory;
using ControlPlane.Tenants.Records;
using Dapper;
using Npgsql;

namespace ControlPlane.Tenants.Offboarding;

/// <summary>
/// Removes a tenant step by step, each recorded when it is done, so that whoever goes on after a crash begins with the first that is not.
/// Ends only when an inventory finds nothing.
/// </summary>
public sealed class OffboardingSequence(ServiceState<TenantsModule> state, IEnumerable<IOffboardingStep> steps, InventoryReader inventory, TimeProvider time)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<IOffboardingStep> _steps = [.. steps];

    internal IEnumerable<string> Names => _steps.Select(step => step.Name);

    internal async Task<Pass> ContinueAsync(TenantRecord record, Lease lease, CancellationToken cancellationToken)
    {
        var done = await ReadJournalAsync(record.Tenant, cancellationToken);
        foreach (var step in _steps.Where(step => !done.ContainsKey(step.Name)))
        {
            await SayAsync(record, lease, "InProgress", $"Step {step.Name} is under way.", cancellationToken);
            string? detail;
            try
            {
                detail = await step.RunAsync(record.Tenant, record.UpdatedAt, cancellationToken);
            }
            catch (Fault fault)
            {
                await SayAsync(record, lease, fault.Reason, $"Step {step.Name} failed and will be tried again: {fault.Message}", cancellationToken);
                throw;
            }
            if (detail is null) return Pass.Again(AskAgain);
            await WriteAsync(lease, transaction => OffboardingJournal.WriteAsync(transaction, record.Tenant, step.Name, detail, time.GetUtcNow(), cancellationToken), cancellationToken);
        }
        if ((await inventory.ReadAsync(record.Tenant, cancellationToken)).Count > 0)
        {
            await WriteAsync(lease, transaction => OffboardingJournal.ForgetAsync(transaction, record.Tenant, cancellationToken), cancellationToken);
            return Pass.Again(AskAgain);
        }
        await WriteAsync(lease, transaction => CloseAsync(transaction, record, cancellationToken), cancellationToken);
        return Pass.Finished();
    }

    /// <summary>What stays is that there was such a tenant, made from which blueprint, and that it is gone.</summary>
    private async Task CloseAsync(NpgsqlTransaction transaction, TenantRecord record, CancellationToken cancellationToken)
    {
        var gone = new Condition("Offboarded", ConditionStatus.True, "NothingLeft", "The inventory found nothing of the tenant.", record.Generation) { LastTransitionAt = time.GetUtcNow() };
        await TenantStore.SetConditionsAsync(transaction, record.Tenant, [gone], cancellationToken);
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            UPDATE tenants.tenants SET state = 'Offboarded', document = jsonb_build_object('blueprint', effective -> 'blueprint'), effective = jsonb_build_object('blueprint', effective -> 'blueprint'),
                provisioned_generation = 0, updated_at = @now
            WHERE tenant = @tenant
            """, new { tenant = record.Tenant.ToString(), now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
    }

    private Task SayAsync(TenantRecord record, Lease lease, string reason, string message, CancellationToken cancellationToken) =>
        WriteAsync(lease, transaction => TenantStore.SetConditionsAsync(transaction, record.Tenant,
            record.Conditions.With(new Condition("Offboarded", ConditionStatus.False, reason, message, record.Generation), time.GetUtcNow()), cancellationToken), cancellationToken);

    private async Task<IReadOnlyDictionary<string, JournalEntry>> ReadJournalAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await OffboardingJournal.ReadAsync(connection, tenant, cancellationToken);
    }

    private async Task WriteAsync(Lease lease, Func<NpgsqlTransaction, Task> write, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        await write(transaction);
        await transaction.CommitAsync(cancellationToken);
    }
}
