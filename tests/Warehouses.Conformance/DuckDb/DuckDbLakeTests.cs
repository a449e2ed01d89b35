using ControlPlane.Contracts;
using ControlPlane.Lake;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses.Conformance.Engines;

namespace ControlPlane.Warehouses.Conformance.DuckDb;

/// <summary>Files of the lake: a tenant's statements have its own, and those of no other by any path.</summary>
public sealed class DuckDbLakeTests : Conformance
{
    private readonly DuckDbEngine _engine;

    public DuckDbLakeTests()
        : this(new DuckDbEngine())
    {
    }

    private DuckDbLakeTests(DuckDbEngine engine)
        : base(engine) => _engine = engine;

    [Fact]
    public async Task Own_files_are_read_and_written_and_there_are_after_the_file_was_opened_again()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        Put(tenant, LakeLayer.Bronze, "app/events/a.json", """{"id": 1}""");
        Directory.CreateDirectory(Folder(tenant, LakeLayer.Silver));

        await warehouse.ExecuteAsync(tenant, $"COPY (SELECT id, 'x' AS kind FROM read_json('{Folder(tenant, LakeLayer.Bronze)}/**/*.json')) TO '{Folder(tenant, LakeLayer.Silver)}/parts' (FORMAT parquet, PARTITION_BY (kind))");

        (await (await NewAsync()).QueryAsync(tenant, $"SELECT id FROM '{Folder(tenant, LakeLayer.Silver)}/parts/*/*.parquet'")).ShouldHaveSingleItem()[0].ShouldBe(1L);
    }

    [Fact]
    public async Task Files_of_others_are_reached_by_no_path()
    {
        var warehouse = await NewAsync();
        var (tenant, longer, other) = (TenantId.Parse("acme-dev"), TenantId.Parse("acme2-dev"), TenantId.Parse("other-dev"));
        await ProvisionAsync(warehouse, tenant);
        foreach (var one in (TenantId[])[tenant, longer, other, TenantId.Parse("acme-prod")])
            foreach (var layer in LakeLayer.All) Put(one, layer, "app/a.json", """{"id": 1}""");
        var own = Folder(tenant, LakeLayer.Bronze);
        Directory.CreateSymbolicLink(Path.Combine(own, "link"), Folder(other, LakeLayer.Bronze));
        File.CreateSymbolicLink(Path.Combine(own, "app", "b.json"), Path.Combine(Folder(other, LakeLayer.Bronze), "app", "a.json"));
        string[] paths =
        [
            $"{Folder(other, LakeLayer.Bronze)}/app/a.json", $"{Folder(longer, LakeLayer.Bronze)}/app/*.json", $"{Folder(tenant, LakeLayer.Raw)}/app/a.json", $"{Folder(tenant, LakeLayer.Quarantine)}/app/a.json",
            $"{Folder(TenantId.Parse("acme-prod"), LakeLayer.Gold)}/app/a.json", $"{own}/../other/app/a.json", $"{own}/app/../../other/app/a.json", $"{own}/*/../../other/app/*.json", $"{own}*/app/a.json",
            $"{own}/link/app/a.json", $"{own}/link/app/*.json", $"{own}/app/b.json", $"file://{Folder(other, LakeLayer.Bronze)}/app/a.json", "/etc/passwd",
        ];
        foreach (var path in paths)
        {
            await Should.ThrowAsync<Fault>(() => warehouse.QueryAsync(tenant, $"SELECT * FROM read_text('{path}')"), path);
            await Should.ThrowAsync<Fault>(() => warehouse.ExecuteAsync(tenant, $"COPY (SELECT 1 AS x) TO '{path.Replace('*', 'x').Replace('?', '.')}' (FORMAT csv)"), path);
        }
        foreach (var sql in (string[])[$"SELECT * FROM glob('{Folder(other, LakeLayer.Bronze)}/**')", $"ATTACH '{Folder(other, LakeLayer.Gold)}/x.duckdb' AS x", "SET allowed_directories = ['/']", "SET GLOBAL enable_external_access = true", "RESET GLOBAL allowed_directories"])
            await Should.ThrowAsync<Fault>(() => warehouse.ExecuteAsync(tenant, sql), sql);
        (await warehouse.QueryAsync(tenant, $"SELECT * FROM read_text('{own}/.?/other/app/a.json')")).ShouldBeEmpty();
        (await warehouse.QueryAsync(tenant, $"SELECT count(*) FROM glob('{own}/**') WHERE file LIKE '%link%'")).ShouldHaveSingleItem()[0].ShouldBe(0L);
        File.ReadAllText(Path.Combine(Folder(other, LakeLayer.Bronze), "app", "a.json")).ShouldBe("""{"id": 1}""");
    }

    [Fact]
    public async Task A_reader_writes_no_file()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        Directory.CreateDirectory(Folder(tenant, LakeLayer.Gold));

        await Should.ThrowAsync<Fault>(() => warehouse.QueryAsync(tenant, $"COPY (SELECT 1) TO '{Folder(tenant, LakeLayer.Gold)}/a.csv'", WarehouseRole.Reader));

        Directory.GetFileSystemEntries(Folder(tenant, LakeLayer.Gold)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_of_the_tenant_that_is_a_link_is_not_followed()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var folder = Folder(tenant, LakeLayer.Gold);
        Put(TenantId.Parse("other-dev"), LakeLayer.Gold, "a.json", "{}");
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        Directory.CreateSymbolicLink(folder, Folder(TenantId.Parse("other-dev"), LakeLayer.Gold));

        var fault = await Should.ThrowAsync<Fault>(() => warehouse.QueryAsync(tenant, $"SELECT * FROM read_text('{folder}/a.json')"));

        fault.Kind.ShouldBe(FaultKind.AccessDenied);
        fault.Message.ShouldContain("is a link");
        fault.Message.ShouldNotContain(_engine.Folder);
    }

    private string Folder(TenantId tenant, string layer) => _engine.Lake.FolderOf(tenant, layer);

    private void Put(TenantId tenant, string layer, string file, string text)
    {
        var path = Path.Combine(Folder(tenant, layer), file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
