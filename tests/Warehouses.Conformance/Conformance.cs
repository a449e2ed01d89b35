using System.Text;
using ControlPlane.Contracts;
using ControlPlane.Testing;
using ControlPlane.Warehouses.Conformance.Engines;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Warehouses.Conformance;

/// <summary>What every warehouse promises; each engine runs all of it.</summary>
public abstract class Conformance(IEngine engine) : IAsyncDisposable
{
    protected const string Table = "github_events";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected Task<TestedWarehouse> NewAsync() => engine.NewAsync();

    protected async Task<(TestedWarehouse Warehouse, TenantId Tenant)> ProvisionedAsync(params string[] tables)
    {
        var (warehouse, tenant) = (await NewAsync(), PostgresFixture.NewTenant());
        await ProvisionAsync(warehouse, tenant, tables);
        return (warehouse, tenant);
    }

    protected static async Task ProvisionAsync(TestedWarehouse warehouse, TenantId tenant, params string[] tables) =>
        await warehouse.Provisioner.ApplyAsync(
            Known(await warehouse.Provisioner.PlanAsync(Desired(tenant, tables), thorough: true, Token)), _ => Task.CompletedTask, Token);

    protected static DesiredWarehouse Desired(TenantId tenant, params string[] tables) => new(tenant, 20, tables.Length == 0 ? [Table] : tables, Suspended: false);

    protected static QueryTag Tag(TenantId tenant) => new(tenant, "conformance */ test");

    protected static ProvisioningPlan Known(Observed<ProvisioningPlan> observed) => observed.ShouldBeOfType<Observed<ProvisioningPlan>.Known>().Value;

    protected static RawBatch Batch(long rows, bool replaces = false, string table = Table) => new(Guid.CreateVersion7(), Guid.CreateVersion7(), table, rows, replaces);

    protected static IAsyncEnumerable<RawRow> Rows(int count) => Rows(Enumerable.Repeat("""{"n":1}""", count));

    protected static async IAsyncEnumerable<RawRow> Rows(IEnumerable<string> records, int minute = 0)
    {
        // One buffer for all: each row is used before the next is asked for.
        var buffer = new byte[64];
        foreach (var record in records)
        {
            await Task.Yield();
            if (Encoding.UTF8.GetMaxByteCount(record.Length) > buffer.Length) buffer = new byte[Encoding.UTF8.GetMaxByteCount(record.Length)];
            var length = Encoding.UTF8.GetBytes(record, buffer);
            yield return new RawRow(Guid.CreateVersion7(), DateTimeOffset.UnixEpoch.AddMinutes(minute), buffer.AsMemory(0, length));
        }
    }

    protected static async Task LoadAsync(TestedWarehouse warehouse, TenantId tenant, IReadOnlyList<string> records, bool replaces = false, string table = Table, int minute = 0)
    {
        await using var loader = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token);
        await loader.LoadAsync(Tag(tenant), Batch(records.Count, replaces, table), Rows(records, minute), Token);
    }

    protected static async Task<long> CountAsync(TestedWarehouse warehouse, TenantId tenant, string table = Table) =>
        (long)(await warehouse.QueryAsync(tenant, $"SELECT count(*) FROM {warehouse.Name(WarehouseNames.Raw, table)}"))[0][0]!;
}
