using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Warehouses.Provisioning;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Tenants.Monitoring;

/// <summary>All resource monitors in one pass: reads statement time in one query, tells of thresholds, and switches logins off and on.</summary>
public sealed partial class MonitorReconciler(
    ServiceState<TenantsModule> state, IWarehouseProvisioner warehouse, IOptions<TenantsOptions> options, TimeProvider time, ILogger<MonitorReconciler> logger) : IReconciler
{
    internal const string KindName = "monitor";
    internal const string Key = "fleet";

    public string Kind => KindName;

    public ReconcilerLimits Limits { get; } = ReconcilerLimits.Default with { Concurrency = 1, Backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)) };

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        var monitors = await ListAsync(cancellationToken);
        var times = (await warehouse.StatementTimesAsync([.. monitors.Select(monitor => TenantId.Parse(monitor.Tenant))], cancellationToken)).ToDictionary(found => found.Tenant.ToString());
        var suspended = new List<TenantId>();
        foreach (var monitor in monitors)
        {
            var decision = QuotaDecision.For(monitor, times.GetValueOrDefault(monitor.Tenant), Months.Of(time.GetUtcNow()));
            if (decision.Monitor != monitor) await SaveAsync(decision, lease, cancellationToken);
            if (decision.Monitor.InTransition) await EnforceAsync(decision.Monitor, lease, cancellationToken);
            else if (decision.Monitor.Suspended) suspended.Add(TenantId.Parse(monitor.Tenant));
        }
        await EndSessionsAsync(suspended, cancellationToken);
        return Pass.Again(options.Value.MonitorInterval);
    }

    /// <summary>A login that had begun before logins were switched off can come through after the sessions were ended; the next pass ends it.</summary>
    private async Task EndSessionsAsync(IReadOnlyList<TenantId> suspended, CancellationToken cancellationToken)
    {
        try
        {
            await warehouse.EndSessionsAsync(suspended, cancellationToken);
        }
        catch (Fault fault)
        {
            Log.SessionsNotEnded(logger, fault, suspended.Count);
        }
    }

    private async Task<IReadOnlyList<MonitorRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await MonitorStore.ListAsync(connection, cancellationToken);
    }

    private Task SaveAsync(QuotaDecision decision, Lease lease, CancellationToken cancellationToken) => WriteAsync(lease, decision.Monitor, async transaction =>
    {
        foreach (var percent in decision.Notices)
            await state.Outbox.AddAsync(transaction, new QuotaNoticed(TenantId.Parse(decision.Monitor.Tenant), percent, decision.Monitor.UsedCredits, decision.Monitor.QuotaCredits ?? 0, time.GetUtcNow()), cancellationToken);
    }, cancellationToken);

    /// <summary>Decided first, carried out then, recorded last: a crash in between carries it out again.</summary>
    private async Task EnforceAsync(MonitorRow monitor, Lease lease, CancellationToken cancellationToken)
    {
        var tenant = TenantId.Parse(monitor.Tenant);
        try
        {
            await warehouse.SetLoginAsync(tenant, allowed: !monitor.Suspended, cancellationToken);
        }
        catch (Fault fault)
        {
            // One tenant's trouble does not stop the others; the next pass tries again.
            Log.NotEnforced(logger, fault, monitor.Tenant);
            return;
        }
        await WriteAsync(lease, monitor with { Enforced = monitor.Suspended }, transaction => monitor.Suspended
            ? state.Outbox.AddAsync(transaction, new TenantSuspended(tenant, monitor.UsedCredits, monitor.QuotaCredits ?? 0, time.GetUtcNow()), cancellationToken)
            : state.Outbox.AddAsync(transaction, new TenantResumed(tenant, time.GetUtcNow()), cancellationToken), cancellationToken);
    }

    private async Task WriteAsync(Lease lease, MonitorRow monitor, Func<NpgsqlTransaction, Task> also, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        // A tenant that is being removed meanwhile has no monitor any more.
        if (!await MonitorStore.SaveAsync(transaction, monitor, time.GetUtcNow(), cancellationToken)) return;
        await also(transaction);
        await transaction.CommitAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(2011, LogLevel.Warning, "Sessions of {Tenants} suspended tenants could not be ended, will try again")]
        public static partial void SessionsNotEnded(ILogger logger, Exception exception, int tenants);

        [LoggerMessage(2010, LogLevel.Warning, "The logins of {Tenant} could not be switched, will try again")]
        public static partial void NotEnforced(ILogger logger, Exception exception, string tenant);
    }
}
