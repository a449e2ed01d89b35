using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Warehouses.Conformance;

/// <summary>What every warehouse promises; each engine runs all of it.</summary>
public abstract class WarehouseConformance
{
    private const string Table = "github_events";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plan_applied_is_a_plan_with_nothing_left()
    {
        var (warehouse, tenant) = await NewAsync();
        var desired = new DesiredWarehouse(tenant, 5, [Table], Suspended: false);

        var first = Known(await warehouse.Provisioner.PlanAsync(desired, thorough: true, Token));
        first.Steps.ShouldNotBeEmpty();
        first.Steps.ShouldAllBe(step => !step.Destructive);
        Known(await warehouse.Provisioner.PlanAsync(desired, thorough: true, Token)).Steps.Select(step => step.Id).ShouldBe(first.Steps.Select(step => step.Id), "observing changes nothing");
        var told = new List<ProvisioningStep>();
        await warehouse.Provisioner.ApplyAsync(first, steps => { told.AddRange(steps); return Task.CompletedTask; }, Token);

        told.Select(step => step.Id).ShouldBe(first.Steps.Select(step => step.Id), ignoreOrder: true);
        Known(await warehouse.Provisioner.PlanAsync(desired, thorough: true, Token)).Steps.ShouldBeEmpty();
        // A plan that was carried out before can be carried out once more.
        await warehouse.Provisioner.ApplyAsync(Known(await warehouse.Provisioner.PlanAsync(desired, thorough: true, Token)), _ => Task.CompletedTask, Token);
    }

    [Fact]
    public async Task Batch_is_loaded_exactly_once_however_often_it_is_tried()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var batch = new RawBatch(Guid.CreateVersion7(), Guid.CreateVersion7(), Table, 3);
        await using var loader = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token);

        (await loader.LoadAsync(Tag(tenant), batch, Rows(3), Token)).ShouldBe(new LoadResult(3, AlreadyLoaded: false));
        (await loader.LoadAsync(Tag(tenant), batch, Rows(3), Token)).ShouldBe(new LoadResult(3, AlreadyLoaded: true));
        (await CountAsync(warehouse, tenant)).ShouldBe(3);
    }

    [Fact]
    public async Task Batch_with_another_number_of_rows_is_refused_and_leaves_nothing()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var batch = new RawBatch(Guid.CreateVersion7(), Guid.CreateVersion7(), Table, 4);
        await using var loader = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Loader, Token);

        (await Should.ThrowAsync<Fault>(() => loader.LoadAsync(Tag(tenant), batch, Rows(3), Token))).Reason.ShouldBe("RowCountDiffers");
        (await CountAsync(warehouse, tenant)).ShouldBe(0);
        (await loader.LoadAsync(Tag(tenant), batch, Rows(4), Token)).AlreadyLoaded.ShouldBeFalse();
    }

    [Fact]
    public async Task Statements_are_all_done_or_none_and_their_time_is_metered()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await using var session = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Transformer, Token);
        var table = $"{warehouse.Sessions.Quote(WarehouseNames.Staging)}.{warehouse.Sessions.Quote("made")}";

        await Should.ThrowAsync<Fault>(() => session.ExecuteAsync(Tag(tenant), [$"CREATE TABLE {table} AS SELECT 1 AS one", "SELECT nonsense"], Token));
        await session.ExecuteAsync(Tag(tenant), [$"CREATE TABLE {table} AS SELECT 1 AS one"], Token);
        warehouse.Meter.Tags.ShouldContain(Tag(tenant));
    }

    [Fact]
    public async Task Login_that_was_taken_away_says_suspended_and_comes_back()
    {
        var (warehouse, tenant) = await ProvisionedAsync();

        await warehouse.Provisioner.SetLoginAsync(tenant, allowed: false, Token);
        (await Should.ThrowAsync<Fault>(() => warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Reader, Token))).Kind.ShouldBe(FaultKind.Suspended);
        Known(await warehouse.Provisioner.PlanAsync(new DesiredWarehouse(tenant, 5, [Table], Suspended: true), thorough: true, Token)).Steps.ShouldBeEmpty();
        await warehouse.Provisioner.SetLoginAsync(tenant, allowed: true, Token);
        await (await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Reader, Token)).DisposeAsync();
    }

    [Fact]
    public async Task What_is_removed_is_gone_and_removing_it_again_does_nothing()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        (await warehouse.Provisioner.InventoryAsync(tenant, Token)).ShouldNotBeEmpty();

        for (var time = 0; time < 2; time++)
        {
            await warehouse.Provisioner.SetLoginAsync(tenant, allowed: false, Token);
            await warehouse.Provisioner.DropDatabaseAsync(tenant, Token);
            await warehouse.Provisioner.DropRolesAsync(tenant, Token);
            (await warehouse.Provisioner.InventoryAsync(tenant, Token)).ShouldBeEmpty();
        }
    }

    protected abstract Task<(TestedWarehouse Warehouse, TenantId Tenant)> NewAsync();

    private static QueryTag Tag(TenantId tenant) => new(tenant, "conformance */ test");

    private static ProvisioningPlan Known(Observed<ProvisioningPlan> observed) => observed.ShouldBeOfType<Observed<ProvisioningPlan>.Known>().Value;

    private static async IAsyncEnumerable<RawRow> Rows(int count)
    {
        for (var number = 0; number < count; number++)
        {
            await Task.Yield();
            yield return new RawRow(Guid.CreateVersion7(), DateTimeOffset.UnixEpoch, """{"n":1}"""u8.ToArray());
        }
    }

    private static async Task<long> CountAsync(TestedWarehouse warehouse, TenantId tenant)
    {
        await using var session = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Transformer, Token);
        await using var reader = await session.QueryAsync(Tag(tenant), $"SELECT count(*) FROM {warehouse.Sessions.Quote(WarehouseNames.Raw)}.{warehouse.Sessions.Quote(Table)}", [], Token);
        (await reader.ReadAsync(Token)).ShouldBeTrue();
        return reader.GetInt64(0);
    }

    private async Task<(TestedWarehouse Warehouse, TenantId Tenant)> ProvisionedAsync()
    {
        var (warehouse, tenant) = await NewAsync();
        await warehouse.Provisioner.ApplyAsync(Known(await warehouse.Provisioner.PlanAsync(new DesiredWarehouse(tenant, 5, [Table], Suspended: false), thorough: true, Token)), _ => Task.CompletedTask, Token);
        return (warehouse, tenant);
    }
}

public sealed record TestedWarehouse(IWarehouse Sessions, IWarehouseProvisioner Provisioner, RecordingMeter Meter);

public sealed class RecordingMeter : IStatementMeter
{
    private readonly ConcurrentQueue<QueryTag> _tags = new();

    public IReadOnlyCollection<QueryTag> Tags => _tags;

    public void Record(QueryTag tag, WarehouseRole role, TimeSpan elapsed) => _tags.Enqueue(tag);
}
