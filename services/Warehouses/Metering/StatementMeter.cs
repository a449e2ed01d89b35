using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;

namespace ControlPlane.Warehouses.Metering;

/// <summary>Adds up the statement time of this process by tenant and query tag until somebody takes it.</summary>
public sealed class StatementMeter(TimeProvider time) : IStatementMeter
{
    private ConcurrentDictionary<(TenantId Tenant, string Model, Guid? Run), Sum> _sums = new();

    public void Record(QueryTag tag, WarehouseRole role, TimeSpan elapsed) =>
        _sums.AddOrUpdate((tag.Tenant, tag.Model, tag.Run), new Sum(1, elapsed.TotalSeconds), (_, sum) => new Sum(sum.Statements + 1, sum.Seconds + elapsed.TotalSeconds));

    /// <summary>What came together since the last call, one message a tenant.</summary>
    public IReadOnlyList<StatementsMetered> Take()
    {
        var taken = Interlocked.Exchange(ref _sums, new());
        return
        [
            .. taken.GroupBy(entry => entry.Key.Tenant).Select(tenant => new StatementsMetered(tenant.Key, Guid.CreateVersion7(), time.GetUtcNow(),
                [.. tenant.Select(entry => new MeteredTag(entry.Key.Model, entry.Key.Run, entry.Value.Statements, entry.Value.Seconds))])),
        ];
    }

    private sealed record Sum(long Statements, double Seconds);
}
