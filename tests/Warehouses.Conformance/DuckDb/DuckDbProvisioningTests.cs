using ControlPlane.Reconciliation;
using ControlPlane.Testing;
using ControlPlane.Warehouses.Conformance.Engines;
using ControlPlane.Warehouses.DuckDb;

namespace ControlPlane.Warehouses.Conformance.DuckDb;

/// <summary>And what is DuckDB's own: files, and SQL that must not reach others.</summary>
public sealed class DuckDbProvisioningTests : ProvisioningConformance
{
    private readonly DuckDbEngine _engine;

    public DuckDbProvisioningTests()
        : this(new DuckDbEngine())
    {
    }

    private DuckDbProvisioningTests(DuckDbEngine engine)
        : base(engine) => _engine = engine;

    [Fact]
    public async Task Statement_reaches_no_file_but_its_own()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var other = PostgresFixture.NewTenant();
        await ProvisionAsync(warehouse, other);
        var file = Path.Combine(_engine.Folder, $"{other.DatabaseName}.duckdb");
        foreach (var sql in new[]
        {
            $"ATTACH '{file}' AS other", $"SELECT * FROM read_text('{file}')", "SELECT * FROM read_csv('/etc/passwd')", $"COPY (SELECT 1) TO '{_engine.Folder}/out.csv'", "SET enable_external_access = true",
            "SET memory_limit = '100GB'", "INSTALL httpfs", "LOAD httpfs", $"EXPORT DATABASE '{_engine.Folder}/all'",
        })
            await Should.ThrowAsync<Fault>(() => warehouse.ExecuteAsync(tenant, sql), sql);
        Directory.GetFiles(_engine.Folder).ShouldAllBe(found => found.EndsWith(".duckdb") || found.EndsWith(".wal"));
    }

    [Fact]
    public async Task Reader_cannot_write_by_having_a_change_explained()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await warehouse.ExecuteAsync(tenant, $"CREATE TABLE {warehouse.Name("MARTS", "kept")} AS SELECT 1 AS x");

        await Should.ThrowAsync<Fault>(() => warehouse.QueryAsync(tenant, $"EXPLAIN ANALYZE DELETE FROM {warehouse.Name("MARTS", "kept")}", WarehouseRole.Reader));

        (await warehouse.QueryAsync(tenant, $"SELECT * FROM {warehouse.Name("MARTS", "kept")}", WarehouseRole.Reader)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Statement_may_put_only_so_much_on_disk()
    {
        var (warehouse, tenant) = await ProvisionedAsync();

        (await warehouse.QueryAsync(tenant, "SELECT current_setting('max_temp_directory_size')")).ShouldHaveSingleItem()[0].ShouldBe("16.0 GiB");
    }

    [Fact]
    public async Task File_is_let_go_of_when_nobody_uses_it_and_nothing_is_left_when_it_is_dropped()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await LoadAsync(warehouse, tenant, ["{}"]);

        // Another process could open it now: here it is another warehouse of this one.
        var again = await _engine.NewAsync();
        (await CountAsync(again, tenant)).ShouldBe(1);
        await warehouse.Provisioner.SetLoginAsync(tenant, allowed: false, Token);
        (await Should.ThrowAsync<Fault>(() => again.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token))).Kind.ShouldBe(FaultKind.Suspended);
        await warehouse.Provisioner.DropDatabaseAsync(tenant, Token);
        await warehouse.Provisioner.DropRolesAsync(tenant, Token);
        Directory.GetFileSystemEntries(_engine.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Statement_time_is_counted_for_each_tenant()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await warehouse.QueryAsync(tenant, "SELECT count(*) FROM range(1000000)");

        var times = await warehouse.Provisioner.StatementTimesAsync([tenant, PostgresFixture.NewTenant()], Token);
        times[0].Finished.ShouldBeGreaterThan(TimeSpan.Zero);
        times[1].Finished.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_has_no_type_of_its_own_is_read_as_json_or_text()
    {
        var (warehouse, tenant) = await ProvisionedAsync();

        var row = (await warehouse.QueryAsync(tenant, "SELECT [1, 2] AS l, {'a': 1, 'b': NULL} AS s, INTERVAL 1 DAY AS i, 5 AS n, sum(1) AS n, NULL AS z;")).ShouldHaveSingleItem();
        row.ShouldBe(["[1,2]", """{"a":1,"b":null}""", "1 day", 5, 1m, null]);
    }

    [Fact]
    public void Address_names_a_folder()
    {
        DuckDbWarehouseOptions.TryParse("duckdb:state/warehouse")!.Folder.ShouldBe(Path.GetFullPath("state/warehouse"));
        DuckDbWarehouseOptions.TryParse("Host=127.0.0.1").ShouldBeNull();
        DuckDbWarehouseOptions.TryParse("duckdb:").ShouldBeNull();
    }
}
