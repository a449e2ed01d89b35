using ControlPlane.Reconciliation;
using ControlPlane.Warehouses.Conformance.Engines;

namespace ControlPlane.Warehouses.Conformance;

public abstract class LoadConformance(IEngine engine) : Conformance(engine)
{
    [Fact]
    public async Task Batch_is_loaded_exactly_once_however_often_it_is_tried()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var batch = Batch(3);
        await using var loader = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token);

        (await loader.LoadAsync(Tag(tenant), batch, Rows(3), Token)).ShouldBe(new LoadResult(3, AlreadyLoaded: false));
        (await loader.LoadAsync(Tag(tenant), batch, Rows(3), Token)).ShouldBe(new LoadResult(3, AlreadyLoaded: true));
        (await CountAsync(warehouse, tenant)).ShouldBe(3);
    }

    [Fact]
    public async Task Batch_that_several_load_at_the_same_time_is_loaded_by_one_of_them()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var batch = Batch(500);

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            await using var loader = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token);
            return await loader.LoadAsync(Tag(tenant), batch, Rows(500), Token);
        }));
        results.Count(result => !result.AlreadyLoaded).ShouldBe(1);
        (await CountAsync(warehouse, tenant)).ShouldBe(500);
    }

    [Fact]
    public async Task Batches_of_several_tables_are_loaded_at_the_same_time()
    {
        string[] tables = ["one", "two", "three"];
        var (warehouse, tenant) = await ProvisionedAsync(tables);

        await Task.WhenAll(tables.Select(table => LoadAsync(warehouse, tenant, [.. Enumerable.Repeat("""{"n":1}""", 300)], table: table)));
        foreach (var table in tables) (await CountAsync(warehouse, tenant, table)).ShouldBe(300);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(0)]
    public async Task Batch_with_another_number_of_rows_is_refused_and_leaves_nothing(int rows)
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await LoadAsync(warehouse, tenant, ["""{"n":0}"""]);
        var batch = Batch(4, replaces: true);
        await using var loader = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token);

        (await Should.ThrowAsync<Fault>(() => loader.LoadAsync(Tag(tenant), batch, Rows(rows), Token))).Reason.ShouldBe("RowCountDiffers");
        (await CountAsync(warehouse, tenant)).ShouldBe(1);
        (await loader.LoadAsync(Tag(tenant), batch, Rows(4), Token)).AlreadyLoaded.ShouldBeFalse();
    }

    [Fact]
    public async Task Attempt_that_breaks_off_leaves_nothing_and_the_next_one_loads()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var batch = Batch(5000);
        await using (var loader = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token))
            await Should.ThrowAsync<Exception>(() => loader.LoadAsync(Tag(tenant), batch, BreakingOff(3000), Token));
        (await CountAsync(warehouse, tenant)).ShouldBe(0);

        await using var next = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token);
        (await next.LoadAsync(Tag(tenant), batch, Rows(5000), Token)).AlreadyLoaded.ShouldBeFalse();
        (await CountAsync(warehouse, tenant)).ShouldBe(5000);
    }

    [Fact]
    public async Task Session_that_is_ended_while_it_loads_leaves_nothing_and_the_next_one_loads()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var batch = Batch(4000);
        await using (var loader = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token))
            await Should.ThrowAsync<Fault>(() => loader.LoadAsync(Tag(tenant), batch, Meanwhile(4000, () => warehouse.Provisioner.EndSessionsAsync([tenant], Token)), Token));

        await using var next = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token);
        (await next.LoadAsync(Tag(tenant), batch, Rows(4000), Token)).AlreadyLoaded.ShouldBeFalse();
        (await CountAsync(warehouse, tenant)).ShouldBe(4000);
    }

    [Fact]
    public async Task Replacing_batch_takes_the_place_of_all_before_it_and_of_no_other_table()
    {
        var (warehouse, tenant) = await ProvisionedAsync(Table, "others");
        await LoadAsync(warehouse, tenant, ["""{"n":1}""", """{"n":2}"""]);
        await LoadAsync(warehouse, tenant, ["""{"n":3}"""]);
        await LoadAsync(warehouse, tenant, ["""{"n":4}"""], table: "others");
        var batch = Batch(2, replaces: true);
        await using var loader = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token);

        (await loader.LoadAsync(Tag(tenant), batch, Rows(2), Token)).ShouldBe(new LoadResult(2, AlreadyLoaded: false));
        (await loader.LoadAsync(Tag(tenant), batch, Rows(2), Token)).AlreadyLoaded.ShouldBeTrue();
        (await CountAsync(warehouse, tenant)).ShouldBe(2);
        (await CountAsync(warehouse, tenant, "others")).ShouldBe(1);

        (await loader.LoadAsync(Tag(tenant), Batch(0, replaces: true), Rows(0), Token)).Rows.ShouldBe(0);
        (await CountAsync(warehouse, tenant)).ShouldBe(0);
    }

    [Fact]
    public async Task Who_reads_while_a_batch_replaces_sees_the_rows_of_before()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await LoadAsync(warehouse, tenant, ["""{"n":1}""", """{"n":2}""", """{"n":3}"""]);
        var seen = new List<long>();
        await using var loader = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token);

        await loader.LoadAsync(Tag(tenant), Batch(5000, replaces: true), Meanwhile(5000, async () => seen.Add(await CountAsync(warehouse, tenant))), Token);
        seen.ShouldBe([3]);
        (await CountAsync(warehouse, tenant)).ShouldBe(5000);
    }

    [Fact]
    public async Task Of_batches_that_replace_at_the_same_time_one_is_left()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LoadAsync(warehouse, tenant, [.. Enumerable.Repeat("{}", 700)], replaces: true)));

        (await CountAsync(warehouse, tenant)).ShouldBe(700);
    }

    [Fact]
    public async Task Load_is_cancelled_and_leaves_nothing()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        using var cancel = new CancellationTokenSource();
        await using (var loader = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token))
            await Should.ThrowAsync<OperationCanceledException>(() => loader.LoadAsync(Tag(tenant), Batch(6000), Meanwhile(6000, cancel.CancelAsync), cancel.Token));

        (await CountAsync(warehouse, tenant)).ShouldBe(0);
        await LoadAsync(warehouse, tenant, ["{}"]);
    }

    [Fact]
    public async Task Value_of_any_kind_is_kept_as_it_came()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var nested = string.Concat(Enumerable.Repeat("[", 500)) + "1" + string.Concat(Enumerable.Repeat("]", 500));
        string[] records =
        [
            """{"v":123456789012345678901234567890123456789012345678901234567890}""", """{"v":0.1234567890123456789012345678901234567890}""",
            """{"v":"Zürich 東京 😀 \" \\ '"}""", $$"""{"v":{{nested}}}""", """{"v":null,"w":[],"x":{}}""", $$"""{"v":"{{new string('x', 20 << 20)}}"}""",
        ];
        await LoadAsync(warehouse, tenant, records);

        var kept = (await warehouse.QueryAsync(tenant, $"SELECT CAST(_airbyte_data AS VARCHAR), _tenant FROM {warehouse.Name(WarehouseNames.Raw, Table)}")).ToList();
        kept.Select(row => Plain((string)row[0]!)).ShouldBe(records.Select(Plain), ignoreOrder: true);
        kept.ShouldAllBe(row => (string)row[1]! == tenant.ToString());

        static string Plain(string json) => json.Replace(" ", "", StringComparison.Ordinal).Replace("\\\"", "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_json_is_refused()
    {
        var (warehouse, tenant) = await ProvisionedAsync();

        (await Should.ThrowAsync<Fault>(() => LoadAsync(warehouse, tenant, ["""{"n":1}""", """{"n":"""]))).Kind.ShouldBe(FaultKind.Rejected);
        (await CountAsync(warehouse, tenant)).ShouldBe(0);
    }

    [Fact]
    public async Task Missing_table_says_what_to_do()
    {
        var (warehouse, tenant) = await ProvisionedAsync();

        foreach (var replaces in new[] { false, true })
            (await Should.ThrowAsync<Fault>(() => LoadAsync(warehouse, tenant, ["{}"], replaces, "nobodys"))).ShouldSatisfyAllConditions(
                fault => fault.Reason.ShouldBe("TableMissing"), fault => fault.Message.ShouldContain("plan"));
    }

    private static async IAsyncEnumerable<RawRow> BreakingOff(int after)
    {
        await foreach (var row in Rows(after)) yield return row;
        throw new InvalidDataException("The file ends here.");
    }

    /// <summary>Does something when most of the rows have been taken.</summary>
    private static async IAsyncEnumerable<RawRow> Meanwhile(int count, Func<Task> act)
    {
        var left = count;
        await foreach (var row in Rows(count))
        {
            if (left-- == 10) await act();
            yield return row;
        }
    }
}
