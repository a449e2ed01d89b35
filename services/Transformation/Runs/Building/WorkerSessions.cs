using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Transformation.Engines;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Runs.Building;

/// <summary>The sessions of a run's threads, opened when first needed and kept from building to testing.</summary>
internal sealed class WorkerSessions(IWarehouse warehouse, IModelEngine engine, TenantId tenant, Guid run) : IAsyncDisposable
{
    private readonly ConcurrentBag<IWarehouseSession> _free = [];
    private readonly ConcurrentBag<IWarehouseSession> _all = [];

    public async Task<IWarehouseSession> TakeAsync(CancellationToken cancellationToken)
    {
        if (_free.TryTake(out var free)) return free;
        var session = await warehouse.OpenAsync(tenant, WarehouseRole.Transformer, cancellationToken);
        _all.Add(session);
        await engine.PrepareAsync(session, new QueryTag(tenant, "prepare", run), cancellationToken);
        return session;
    }

    public void Return(IWarehouseSession session) => _free.Add(session);

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _all) await session.DisposeAsync();
    }
}
