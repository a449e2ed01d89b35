using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Tenants.Inventory;

namespace ControlPlane.Tenants.Offboarding;

/// <summary>What the services have not removed themselves goes here; a worker that still holds such a row can no longer write.</summary>
internal sealed class RemoveControlRows(ServiceState<TenantsModule> state) : IOffboardingStep
{
    public string Name => "remove-control-rows";

    public async Task<string?> RunAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var removed = await ControlRows.RemoveAsync(transaction, tenant, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return $"{removed} rows removed.";
    }
}
