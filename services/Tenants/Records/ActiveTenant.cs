using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.Tenants.Records;

internal static class ActiveTenant
{
    /// <summary>False also while it is being offboarded: nothing new may be given to it then.</summary>
    public static async Task<bool> ExistsAsync(ServiceState<TenantsModule> state, TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await TenantStore.FindAsync(connection, tenant, cancellationToken) is { State: TenantState.Active };
    }
}
