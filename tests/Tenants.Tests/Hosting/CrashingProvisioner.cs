using ControlPlane.Contracts;
using ControlPlane.Warehouses.Postgres.Provisioning;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Tenants.Tests.Hosting;

/// <summary>The real provisioner in a process that dies each time a number of groups of steps has taken effect but is not recorded yet.</summary>
internal sealed class CrashingProvisioner(PostgresProvisioner real, int crashAfter) : IWarehouseProvisioner
{
    public const string Message = "the process died here";

    private readonly TimeSpan _forever = Timeout.InfiniteTimeSpan;

    public Task<Observed<ProvisioningPlan>> PlanAsync(DesiredWarehouse desired, bool thorough, CancellationToken cancellationToken) => real.PlanAsync(desired, thorough, cancellationToken);

    public async Task ApplyAsync(ProvisioningPlan plan, Func<IReadOnlyList<ProvisioningStep>, Task> progress, CancellationToken cancellationToken)
    {
        var groups = 0;
        await real.ApplyAsync(plan, steps => ++groups == crashAfter ? throw new InvalidOperationException(Message) : progress(steps), cancellationToken);
        // Fewer groups were left than were to take effect: die after the last.
        await Task.Delay(_forever, cancellationToken);
    }

    public Task SetLoginAsync(TenantId tenant, bool allowed, CancellationToken cancellationToken) => real.SetLoginAsync(tenant, allowed, cancellationToken);

    public Task EndSessionsAsync(IReadOnlyList<TenantId> tenants, CancellationToken cancellationToken) => real.EndSessionsAsync(tenants, cancellationToken);

    public Task DropDatabaseAsync(TenantId tenant, CancellationToken cancellationToken) => real.DropDatabaseAsync(tenant, cancellationToken);

    public Task DropRolesAsync(TenantId tenant, CancellationToken cancellationToken) => real.DropRolesAsync(tenant, cancellationToken);

    public Task<IReadOnlyList<InventoryItem>> InventoryAsync(TenantId tenant, CancellationToken cancellationToken) => real.InventoryAsync(tenant, cancellationToken);

    public Task<IReadOnlyList<StatementTime>> StatementTimesAsync(IReadOnlyList<TenantId> tenants, CancellationToken cancellationToken) => real.StatementTimesAsync(tenants, cancellationToken);
}
