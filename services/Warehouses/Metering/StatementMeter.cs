using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;

namespace ControlPlane.Warehouses.Metering;

/// <summary>Adds up the statement time of this process by tenant and query tag until somebody takes it.</summary>
public sealed class StatementMeter(TimeProvider time) : IStatementMeter
{
    private readonly Lock _lock = new();
    private Dictionary<(TenantId Tenant, string Model, Guid? Run), Sum> _sums = [];

    public void Record(QueryTag tag, WarehouseRole role, TimeSpan elapsed)
    {
        var key = (tag.Tenant, tag.Model, tag.Run);
        lock (_lock)
        {
            var sum = _sums.GetValueOrDefault(key);
            _sums[key] = new Sum(sum.Statements + 1, sum.Seconds + elapsed.TotalSeconds);
        }
    }

    /// <summary>What came together since the last call, one message a tenant.</summary>
    public IReadOnlyList<StatementsMetered> Take()
    {
        Dictionary<(TenantId Tenant, string Model, Guid? Run), Sum> taken;
        lock (_lock) (taken, _sums) = (_sums, []);
        return
        [
            .. taken.GroupBy(entry => entry.Key.Tenant).Select(tenant => new StatementsMetered(tenant.Key, Guid.CreateVersion7(), time.GetUtcNow(),
                [.. tenant.Select(entry => new MeteredTag(entry.Key.Model, entry.Key.Run, entry.Value.Statements, entry.Value.Seconds))])),
        ];
    }

    private readonly record struct Sum(long Statements, double Seconds);
}
