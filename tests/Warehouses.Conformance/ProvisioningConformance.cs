using ControlPlane.Reconciliation;
using ControlPlane.Testing;
using ControlPlane.Warehouses.Conformance.Engines;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Warehouses.Conformance;

public abstract class ProvisioningConformance(IEngine engine) : Conformance(engine)
{
    [Fact]
    public async Task Plan_applied_is_a_plan_with_nothing_left()
    {
        var (warehouse, tenant) = (await NewAsync(), PostgresFixture.NewTenant());
        var desired = Desired(tenant);

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
        Known(await warehouse.Provisioner.PlanAsync(Desired(tenant) with { Suspended = true }, thorough: true, Token)).Steps.ShouldBeEmpty();
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

    [Fact]
    public async Task Inventory_is_told_while_the_database_is_being_removed()
    {
        for (var time = 0; time < 4; time++)
        {
            var (warehouse, tenant) = await ProvisionedAsync();
            await warehouse.Provisioner.SetLoginAsync(tenant, allowed: false, Token);
            using var removed = new CancellationTokenSource();
            var asked = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (!removed.IsCancellationRequested) await warehouse.Provisioner.InventoryAsync(tenant, Token);
            })).ToArray();
            await Task.Delay(TimeSpan.FromMilliseconds(200), Token);

            await warehouse.Provisioner.DropDatabaseAsync(tenant, Token);
            await removed.CancelAsync();

            await Task.WhenAll(asked);
            await warehouse.Provisioner.DropRolesAsync(tenant, Token);
        }
    }

    [Fact]
    public async Task Published_view_is_no_drift_is_listed_and_goes_when_its_table_is_no_longer_declared()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await warehouse.Sessions.PublishAsync(tenant, new RawView(Table, [new("n", ["n"], RawType.Integer)], false, [], []), Token);

        Known(await warehouse.Provisioner.PlanAsync(Desired(tenant), thorough: true, Token)).Steps.ShouldBeEmpty();
        (await warehouse.Provisioner.InventoryAsync(tenant, Token)).ShouldContain(new InventoryItem("view", $"RAW.{Table}_current"));

        await ProvisionAsync(warehouse, tenant, "others");
        (await warehouse.Provisioner.InventoryAsync(tenant, Token)).Select(item => item.Name).ShouldNotContain(name => name.Contains(Table));
    }

    [Fact]
    public async Task Table_that_somebody_dropped_is_made_again()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await ProvisionAsync(warehouse, tenant, "others");

        Known(await warehouse.Provisioner.PlanAsync(Desired(tenant), thorough: true, Token)).Steps.Select(step => step.Kind).ShouldContain("create-table");
        await ProvisionAsync(warehouse, tenant);
        (await CountAsync(warehouse, tenant)).ShouldBe(0);
    }

    [Fact]
    public async Task Tenants_see_nothing_of_each_other()
    {
        var (warehouse, one) = await ProvisionedAsync();
        var other = PostgresFixture.NewTenant();
        await ProvisionAsync(warehouse, other);
        await LoadAsync(warehouse, one, ["""{"n":1}"""]);

        (await CountAsync(warehouse, one)).ShouldBe(1);
        (await CountAsync(warehouse, other)).ShouldBe(0);
        await Should.ThrowAsync<Fault>(() => warehouse.QueryAsync(other, $"SELECT * FROM {warehouse.Sessions.Quote(one.DatabaseName)}.{warehouse.Name("RAW", Table)}"));
        await warehouse.Provisioner.SetLoginAsync(one, allowed: false, Token);
        (await CountAsync(warehouse, other)).ShouldBe(0);
    }
}
