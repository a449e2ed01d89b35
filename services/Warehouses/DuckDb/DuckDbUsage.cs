using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Warehouses.DuckDb;

/// <summary>Statement time by tenant, counted here since DuckDB keeps none. Begins at zero with the process.</summary>
internal sealed class DuckDbUsage(TimeProvider time)
{
    private readonly ConcurrentDictionary<TenantId, TimeSpan> _finished = new();
    private readonly ConcurrentDictionary<object, (TenantId Tenant, long Started)> _running = new();

    /// <summary>Counts until it is disposed.</summary>
    public IDisposable Begin(TenantId tenant)
    {
        var statement = new Statement(this);
        _running[statement] = (tenant, time.GetTimestamp());
        return statement;
    }

    public StatementTime Of(TenantId tenant) => new(
        tenant, _finished.GetValueOrDefault(tenant), TimeSpan.FromTicks(_running.Values.Where(one => one.Tenant == tenant).Sum(one => time.GetElapsedTime(one.Started).Ticks)));

    private sealed class Statement(DuckDbUsage usage) : IDisposable
    {
        public void Dispose()
        {
            if (!usage._running.TryRemove(this, out var one)) return;
            var elapsed = usage.Elapsed(one.Started);
            usage._finished.AddOrUpdate(one.Tenant, elapsed, (_, before) => before + elapsed);
        }
    }

    private TimeSpan Elapsed(long started) => time.GetElapsedTime(started);
}
