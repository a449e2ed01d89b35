using ControlPlane.Contracts;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Tenants.Offboarding;

/// <summary>From here on nobody of the tenant can connect.</summary>
internal sealed class EndSessions(IWarehouseProvisioner warehouse) : IOffboardingStep
{
    public string Name => "end-sessions";

    public async Task<string?> RunAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await warehouse.SetLoginAsync(tenant, allowed: false, cancellationToken);
        return "Logins are off and sessions ended.";
    }
}

internal sealed class DropDatabase(IWarehouseProvisioner warehouse) : IOffboardingStep
{
    public string Name => "drop-database";

    public async Task<string?> RunAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await warehouse.DropDatabaseAsync(tenant, cancellationToken);
        return $"Database {tenant.DatabaseName} is gone.";
    }
}

internal sealed class DropRoles(IWarehouseProvisioner warehouse) : IOffboardingStep
{
    public string Name => "drop-roles";

    public async Task<string?> RunAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await warehouse.DropRolesAsync(tenant, cancellationToken);
        return $"The roles of {tenant.WarehousePrefix} are gone.";
    }
}
