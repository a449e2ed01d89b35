using ControlPlane.Contracts;
using ControlPlane.DuckDb;
using ControlPlane.DuckDb.Native;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses.Conformance.Engines;
using ControlPlane.Warehouses.DuckDb;

namespace ControlPlane.Warehouses.Conformance.DuckDb;

/// <summary>Sessions that others make of a tenant's file end when the tenant's sessions do.</summary>
public sealed class DuckDbLeaseTests() : Conformance(new DuckDbEngine())
{
    private const string Endless = "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range + b.range = -1";

    [Fact]
    public async Task Suspension_ends_what_a_lease_runs_and_refuses_what_it_would_run()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        using var lease = await LeaseAsync(warehouse, tenant);
        var connection = lease.Connect();
        var running = Task.Run(() => Run(connection, Endless), Token);
        await Task.Delay(100, Token);

        await warehouse.Provisioner.SetLoginAsync(tenant, allowed: false, Token);

        lease.Translate(await Should.ThrowAsync<DuckDbException>(() => running)).Kind.ShouldBe(FaultKind.Suspended);
        Should.Throw<DuckDbException>(() => Run(connection, "SELECT 1"));
        Should.Throw<Fault>(lease.Connect).Kind.ShouldBe(FaultKind.Suspended);
        Should.Throw<Fault>(lease.Begin).Kind.ShouldBe(FaultKind.Suspended);
        (await Should.ThrowAsync<Fault>(() => LeaseAsync(warehouse, tenant))).Kind.ShouldBe(FaultKind.Suspended);
    }

    [Fact]
    public async Task What_a_lease_had_not_committed_is_gone_when_its_sessions_are_ended()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        using var lease = await LeaseAsync(warehouse, tenant);
        var connection = lease.Connect();
        Run(connection, "BEGIN");
        Run(connection, "CREATE TABLE \"MARTS\".half AS SELECT 1 AS x");

        await warehouse.Provisioner.EndSessionsAsync([tenant], Token);

        Should.Throw<Fault>(lease.Connect).Reason.ShouldBe("SessionEnded");
        (await warehouse.QueryAsync(tenant, "SELECT table_name FROM duckdb_tables() WHERE table_name = 'half'")).ShouldBeEmpty();
        using var next = await LeaseAsync(warehouse, tenant);
        Run(next.Connect(), "CREATE TABLE \"MARTS\".whole AS SELECT 1 AS x");
        (await warehouse.QueryAsync(tenant, "SELECT x FROM \"MARTS\".whole")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_tenant_that_is_made_again_while_a_lease_is_out_has_nothing_of_the_old_one()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await LoadAsync(warehouse, tenant, ["{}"]);
        using var lease = await LeaseAsync(warehouse, tenant);
        var connection = lease.Connect();
        var running = Task.Run(() => Run(connection, Endless), Token);
        await Task.Delay(100, Token);

        await warehouse.Provisioner.DropDatabaseAsync(tenant, Token);
        await Should.ThrowAsync<DuckDbException>(() => running);
        Should.Throw<Fault>(lease.Begin).Reason.ShouldBe("DatabaseMissing");
        (await Should.ThrowAsync<Fault>(() => LeaseAsync(warehouse, tenant))).Reason.ShouldBe("DatabaseMissing");
        await ProvisionAsync(warehouse, tenant);

        (await CountAsync(warehouse, tenant)).ShouldBe(0);
        await LoadAsync(warehouse, tenant, ["{}", "{}"]);
        lease.Dispose();
        (await CountAsync(await NewAsync(), tenant)).ShouldBe(2);
    }

    private static Task<DuckDbLease> LeaseAsync(TestedWarehouse warehouse, TenantId tenant) => ((DuckDbWarehouse)warehouse.Sessions).LeaseAsync(tenant, Token);

    private static long Run(NativeConnection connection, string sql) => connection.Run(handle => NativeConnection.Execute(handle, sql));
}
