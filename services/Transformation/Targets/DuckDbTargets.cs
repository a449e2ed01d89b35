using ControlPlane.Contracts;
using ControlPlane.Lake;
using ControlPlane.Lineage.OpenLineage;
using ControlPlane.Lineage.Sql;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Adapters.DuckDb;
using ControlPlane.Models.Projects;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.DuckDb;

namespace ControlPlane.Transformation.Targets;

internal sealed class DuckDbTargets(DuckDbWarehouse warehouse, ResultLimits limits) : IModelTargets
{
    /// <summary>Models that are files and say not where: those for readers in gold, all others in silver.</summary>
    private static readonly Dictionary<string, object?> Roots = WarehouseNames.ModelSchemas.ToDictionary(
        schema => schema, schema => (object?)(schema == WarehouseNames.Marts ? LakeLayer.Gold : $"{LakeLayer.Silver}/{schema.ToLowerInvariant()}"), StringComparer.Ordinal);

    public SqlDialect Dialect => SqlDialect.DuckDb;

    /// <summary>The file is told by its name: where it lies on the server is nobody's concern.</summary>
    public DatasetName NameOf(TenantId tenant, string schema, string relation) => DatasetName.DuckDb(tenant.DatabaseName, tenant.DatabaseName, schema, relation);

    public TargetProfile Describe(TenantId tenant, int threads)
    {
        var settings = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["folders"] = warehouse.FoldersOf(tenant).ToDictionary(folder => folder.Key, folder => (object?)folder.Value, StringComparer.Ordinal),
            ["read_only_folders"] = new List<object?> { LakeLayer.Bronze },
            ["external_root"] = LakeLayer.Gold,
            ["external_roots"] = Roots,
        };
        return new("control_plane", tenant.Environment, "duckdb", tenant.DatabaseName, WarehouseNames.Marts, threads, settings);
    }

    public async Task<IModelTarget> OpenAsync(TenantId tenant, int threads, CancellationToken cancellationToken) =>
        new Target(Describe(tenant, threads), await warehouse.LeaseAsync(tenant, cancellationToken), limits);

    private sealed class Target(TargetProfile profile, DuckDbLease lease, ResultLimits limits) : IModelTarget
    {
        public IAdapter Adapter { get; } = new DuckDbAdapter(profile, lease.Connect) { ResultLimits = limits };

        public Fault Translate(Exception exception) => lease.Translate(exception);

        public IDisposable Begin() => lease.Begin();

        /// <summary>It ends, and rolls back, with the session.</summary>
        public string ReadOnly => DuckDbAdapter.ReadOnly;

        public string? SizeOf(string relation) => null;

        public void Dispose()
        {
            Adapter.Dispose();
            lease.Dispose();
        }
    }
}
