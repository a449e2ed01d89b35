using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Testing;

namespace ControlPlane.Transformation.Tests.Runs;

public sealed class FailureTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Failed_model_skips_what_depends_on_it_and_the_rest_is_built()
    {
        await using var service = await StartAsync();
        service.Write("models/staging/broken.sql", "SELECT nothing FROM {{ ref('stg_orders') }}");
        service.Write("models/marts/below.sql", "SELECT * FROM {{ ref('broken') }} UNION ALL SELECT * FROM {{ ref('broken') }}");
        service.Write("models/marts/far_below.sql", "SELECT * FROM {{ ref('below') }} JOIN {{ ref('customers') }} ON true");

        var run = await service.LoadedAsync();

        var refused = await service.RefusedAsync(run);
        refused.Reason.ShouldBe("1 models failed: broken: models/staging/broken.sql: 42703: column \"nothing\" does not exist");
        (await service.ScalarAsync<string>($"SELECT string_agg(name || ' ' || status, ', ' ORDER BY name) FROM transformation.nodes WHERE run = '{run}'"))
            .ShouldBe("below skipped, broken error, customers success, far_below skipped, stg_orders success");
        (await service.Warehouse.RelationsAsync()).ShouldBeEmpty();
        (await service.Facts.StageAsync(run, Stages.Transform, StageStatus.Failed)).Error.ShouldBe(refused.Reason);
        await service.Facts.StageAsync(run, Stages.Test, StageStatus.Skipped);
    }

    [Fact]
    public async Task Cancelled_run_stops_its_statement_on_the_server()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/endless.sql", "SELECT pg_sleep(3600) IS NULL AS x");
        var sleeping = $"SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '{service.Tenant.DatabaseName}' AND state = 'active' AND query LIKE '%pg_sleep(3600)%' AND pid <> pg_backend_pid()";
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the model runs", async () => await service.Warehouse.AdminAsync<bool>(sleeping));

        await service.PublishAsync(new RunCancelled(service.Tenant, run, DateTimeOffset.UtcNow));

        (await service.RefusedAsync(run)).Outcome.ShouldBe(StageStatus.Cancelled);
        await service.Facts.StageAsync(run, Stages.Transform, StageStatus.Cancelled);
        (await service.Warehouse.AdminAsync<bool>(sleeping)).ShouldBeFalse();
        (await service.Warehouse.RelationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_that_was_cancelled_before_its_batches_were_loaded_builds_nothing()
    {
        await using var service = await StartAsync();
        var run = Guid.CreateVersion7();
        await service.PublishAsync(new RunCancelled(service.Tenant, run, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("the cancellation is noted", () => service.CountAsync("runs", "cancel_asked"));

        await service.LoadedAsync(run: run);

        (await service.RefusedAsync(run)).Outcome.ShouldBe(StageStatus.Cancelled);
        (await service.Warehouse.RelationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Failed_ingestion_starts_nothing()
    {
        await using var service = await StartAsync();

        var failed = await service.LoadedAsync(outcome: StageStatus.Failed);
        await service.PublishedAsync(await service.LoadedAsync());

        service.Facts.Count(failed).ShouldBe(0);
        (await service.CountAsync("runs", $"run = '{failed}'")).ShouldBeFalse();
    }

    [Fact]
    public async Task Runs_of_one_tenant_go_one_after_the_other()
    {
        await using var service = await StartAsync();
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders SELECT i, 'c' || i, i FROM generate_series(100, 20000) i");

        var runs = new[] { await service.LoadedAsync(), await service.LoadedAsync(), await service.LoadedAsync() };

        foreach (var run in runs) await service.PublishedAsync(run);
        (await service.ScalarAsync<long>($"""
            SELECT count(*) FROM transformation.runs a JOIN transformation.runs b ON a.tenant = b.tenant AND a.run < b.run
            WHERE a.tenant = '{service.Tenant}' AND a.transform_started_at < b.test_finished_at AND b.transform_started_at < a.test_finished_at
            """)).ShouldBe(0);
    }

    [Fact]
    public async Task Repeated_message_about_a_finished_run_does_nothing()
    {
        await using var service = await StartAsync();
        var run = await service.LoadedAsync();
        await service.PublishedAsync(run);

        await service.LoadedAsync(run: run);
        await service.PublishedAsync(await service.LoadedAsync());

        service.Facts.Count(run).ShouldBe(1);
    }

    [Fact]
    public async Task Invalid_project_fails_the_run_with_every_error()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/a.sql", "SELECT * FROM {{ ref('custommers') }}");
        service.Write("models/marts/b.sql", "SELECT {{ }}");

        var refused = await service.RefusedAsync(await service.LoadedAsync());

        refused.Reason.ShouldContain("models/marts/b.sql:1");
    }

    [Fact]
    public async Task Suspended_tenant_waits_and_goes_on_when_it_is_resumed()
    {
        await using var service = await StartAsync();
        await service.PublishAsync(new TenantSuspended(service.Tenant, 50, 50, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("the suspension is noted", () => service.CountAsync("tenants", "suspended"));
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the run waits", () => service.CountAsync("work", "conditions::text LIKE '%Suspended%'"));

        await service.PublishAsync(new TenantResumed(service.Tenant, DateTimeOffset.UtcNow));

        await service.PublishedAsync(run);
    }

    [Fact]
    public async Task Run_of_a_suspended_tenant_can_be_cancelled()
    {
        await using var service = await StartAsync();
        await service.PublishAsync(new TenantSuspended(service.Tenant, 50, 50, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("the suspension is noted", () => service.CountAsync("tenants", "suspended"));
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the run waits", () => service.CountAsync("work", "conditions::text LIKE '%Suspended%'"));

        await service.PublishAsync(new RunCancelled(service.Tenant, run, DateTimeOffset.UtcNow));

        (await service.RefusedAsync(run)).Outcome.ShouldBe(StageStatus.Cancelled);
    }

    [Fact]
    public async Task Lost_connections_lead_to_another_attempt()
    {
        await using var service = await StartAsync();
        await using var gate = await service.Warehouse.OpenAdminAsync();
        await using var closed = await gate.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await gate.LockAsync("\"RAW\".orders");
        var run = await service.LoadedAsync();
        var waiting = $"FROM pg_stat_activity WHERE datname = '{service.Tenant.DatabaseName}' AND usename LIKE '%TRANSFORMER'";
        await Eventually.TrueAsync("a model waits", async () => await service.Warehouse.AdminAsync<bool>($"SELECT count(*) > 0 {waiting} AND wait_event_type = 'Lock'"));

        await service.Warehouse.AdminAsync<long>($"SELECT count(pg_terminate_backend(pid)) {waiting}");
        await closed.CommitAsync(TestContext.Current.CancellationToken);

        await service.PublishedAsync(run);
        (await service.Warehouse.RelationsAsync()).ShouldBe(["MARTS.customers", "STAGING.stg_orders"]);
    }

    [Fact]
    public async Task Equal_models_have_equal_hashes_in_every_run()
    {
        await using var service = await StartAsync();
        await service.PublishedAsync(await service.LoadedAsync());
        await service.PublishedAsync(await service.LoadedAsync());

        (await service.ScalarAsync<long>($"SELECT count(DISTINCT sql_hash) FROM transformation.nodes WHERE tenant = '{service.Tenant}' AND kind = 'model'")).ShouldBe(2);
    }

    [Fact]
    public async Task Run_whose_tenant_is_not_known_yet_waits_for_it()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres, provision: false);
        await Shop.WriteAsync(service);
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the run waits", () => service.CountAsync("work", "conditions::text LIKE '%NotProvisioned%'"));

        await service.ProvisionAsync();

        await service.PublishedAsync(run);
    }

    [Fact]
    public async Task Warehouse_that_stays_away_fails_the_run_after_the_last_attempt()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres, configure: settings => settings["Transformation:MaxAttempts"] = "2");
        await Shop.WriteAsync(service);
        await service.Warehouse.AsAdminAsync($"ALTER DATABASE \"{service.Tenant.DatabaseName}\" CONNECTION LIMIT 0");

        (await service.RefusedAsync(await service.LoadedAsync())).Outcome.ShouldBe(StageStatus.Failed);
    }

    [Fact]
    public async Task Offboarded_tenant_leaves_no_row()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/endless.sql", "SELECT pg_sleep(3600) IS NULL AS x");
        await service.LoadedAsync();
        await Eventually.TrueAsync("the run is under way", () => service.CountAsync("runs", "status = 'running'"));

        await service.PublishAsync(new TenantOffboarding(service.Tenant, 2));

        foreach (var table in new[] { "tenants", "runs", "nodes", "work" })
            await Eventually.TrueAsync($"{table} is empty", async () => !await service.CountAsync(table));
        await Eventually.TrueAsync("nothing runs", async () => await service.Warehouse.AdminAsync<bool>(
            $"SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = '{service.Tenant.DatabaseName}' AND state = 'active' AND query LIKE '%pg_sleep(3600)%' AND pid <> pg_backend_pid()"));
    }

    [Fact]
    public async Task Vars_of_the_spec_go_before_those_of_the_project()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres,
            new ModelsSpec { Vars = new Dictionary<string, System.Text.Json.JsonElement> { ["least"] = System.Text.Json.JsonSerializer.SerializeToElement(15) } });
        await Shop.WriteAsync(service);
        service.Write("models/staging/stg_orders.sql", "SELECT id, customer, amount FROM {{ source('app', 'orders') }} WHERE amount >= {{ var('least', 0) }}");

        await service.PublishedAsync(await service.LoadedAsync());

        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(50);
    }

    private async Task<ServiceUnderTest> StartAsync()
    {
        var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        return service;
    }
}
