using ControlPlane.Contracts;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Lineage.Events;

/// <summary>Makes what tells of each run.</summary>
public sealed class RunEmitters(EventSender sender, WarehouseColumns columns, IModelTargets targets, IWarehouse warehouse, TimeProvider time, ILogger<RunEmitters> logger)
{
    internal RunEmitter Of(TenantId tenant, ModelsRun run) => new(sender, columns, targets, warehouse.Capabilities.Engine, tenant, run, time, logger);
}
