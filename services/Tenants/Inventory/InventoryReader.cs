using ControlPlane.Contracts;
using ControlPlane.Lake;
using ControlPlane.Secrets;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Tenants.Inventory;

/// <summary>Everything of a tenant that exists now, looked up where it is and not where it should be.</summary>
public sealed class InventoryReader(ServiceState<TenantsModule> state, IWarehouseProvisioner warehouse, ILake lake, ISecretStore secrets, ApiKeys keys)
{
    internal async Task<IReadOnlyList<InventoryItem>> ReadAsync(TenantId tenant, CancellationToken cancellationToken) =>
    [
        .. await warehouse.InventoryAsync(tenant, cancellationToken),
        .. await ReadLakeAsync(tenant, cancellationToken),
        .. (await secrets.ListAsync(tenant.ToString(), cancellationToken)).Select(path => new InventoryItem("secret", path)),
        .. (await keys.ListAsync(tenant, cancellationToken)).Select(key => new InventoryItem("api-key", key.Name)),
        .. (await ControlRows.CountAsync(state.Database, tenant, cancellationToken)).Select(rows => new InventoryItem("control-rows", $"{rows.Table} ({rows.Rows})")),
    ];

    private async Task<IReadOnlyList<InventoryItem>> ReadLakeAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var items = new List<InventoryItem>();
        foreach (var layer in LakeLayer.All)
            await foreach (var found in lake.ListAsync(LakePath.Tenant(tenant, layer), cancellationToken)) items.Add(new InventoryItem("lake-object", $"{tenant.Environment}/{layer}/{found.Key}"));
        return items;
    }
}
