using ControlPlane.Contracts;
using ControlPlane.Lineage.OpenLineage;
using ControlPlane.Lineage.Sql;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Adapters.DuckDb;
using ControlPlane.Models.Projects;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.DuckDb;

namespace ControlPlane.Transformation.Targets;

internal sealed class DuckDbTargets(DuckDbWarehouse warehouse) : IModelTargets
{
    public SqlDialect Dialect => SqlDialect.DuckDb;

    /// <summary>The file is told by its name: where it lies on the server is nobody's concern.</summary>
    public DatasetName NameOf(TenantId tenant, string schema, string relation) => DatasetName.DuckDb(tenant.DatabaseName, tenant.DatabaseName, schema, relation);

    public TargetProfile Describe(TenantId tenant, int threads) => new(
        "control_plane", tenant.Environment, "duckdb", tenant.DatabaseName, WarehouseNames.Marts, threads, new Dictionary<string, object?>(StringComparer.Ordinal));

    public async Task<IModelTarget> OpenAsync(TenantId tenant, int threads, CancellationToken cancellationToken) =>
        new Target(tenant, Describe(tenant, threads), await warehouse.LeaseAsync(tenant, cancellationToken));

    private sealed class Target(TenantId tenant, TargetProfile profile, DuckDbLease lease) : IModelTarget
    {
        public IAdapter Adapter { get; } = new DuckDbAdapter(profile, lease.Connect);

        public Fault Translate(Exception exception) => DuckDbFaults.Translate(exception, tenant, WarehouseRole.Transformer);

        public IDisposable Begin() => lease.Begin();

        public string? SizeOf(string relation) => null;

        public void Dispose()
        {
            Adapter.Dispose();
            lease.Dispose();
        }
    }
}
