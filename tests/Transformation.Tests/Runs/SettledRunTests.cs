using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Testing;
using Dapper;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>A swap that was committed while nobody could record it.</summary>
public sealed class SettledRunTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Cancelled_run_whose_swap_was_committed_is_recorded_as_published_once_the_warehouse_can_be_asked()
    {
        await using var service = await StartAsync();
        var run = await UnrecordedAsync(service);
        await service.Warehouse.AsAdminAsync($"ALTER DATABASE \"{service.Tenant.DatabaseName}\" CONNECTION LIMIT 0");
        await service.PublishAsync(new RunCancelled(service.Tenant, run, DateTimeOffset.UtcNow));
        await RecordableAsync(service);
        await Eventually.TrueAsync("more attempts find the warehouse away than a run has", () => service.CountAsync("work", "failures > 3 AND conditions::text LIKE '%is not known until%'"));
        service.Facts.Count(run).ShouldBe(0);

        await service.Warehouse.AsAdminAsync($"ALTER DATABASE \"{service.Tenant.DatabaseName}\" CONNECTION LIMIT -1");

        (await service.PublishedAsync(run)).Marts.ShouldHaveSingleItem().Rows.ShouldBe(2);
        (await service.ScalarAsync<string>($"SELECT status FROM transformation.runs WHERE run = '{run}'")).ShouldBe("succeeded");
        (await service.CountAsync("runs", "publishing IS NOT NULL")).ShouldBeFalse();
    }

    [Fact]
    public async Task Project_that_has_errors_by_then_does_not_hide_that_the_run_was_published()
    {
        await using var service = await StartAsync();
        var run = await UnrecordedAsync(service);
        service.Write("models/marts/customers.sql", "SELECT {{ }}");

        await RecordableAsync(service);

        await service.PublishedAsync(run);
    }

    [Fact]
    public async Task Next_run_of_the_tenant_waits_until_it_is_known_what_became_of_the_one_before()
    {
        await using var service = await StartAsync();
        var run = await UnrecordedAsync(service);

        var next = await service.LoadedAsync();
        await Eventually.TrueAsync("the next run waits", () => service.CountAsync("work", $"key = '{next}' AND fence > 1 AND failures = 0 AND conditions::text LIKE '%{run}%'"));
        await RecordableAsync(service);

        await service.PublishedAsync(run);
        await service.PublishedAsync(next);
    }

    [Fact]
    public async Task Swap_that_was_not_committed_is_found_out_and_the_cancellation_goes_on()
    {
        await using var service = await StartAsync();
        await service.PublishAsync(new TenantSuspended(service.Tenant, 50, 50, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("the suspension is noted", () => service.CountAsync("tenants", "suspended"));
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the run waits", () => service.CountAsync("work", "conditions::text LIKE '%Suspended%'"));
        await service.ScalarAsync<int>($"UPDATE transformation.runs SET status = 'running', publishing = '[]' WHERE run = '{run}'");
        await service.PublishAsync(new RunCancelled(service.Tenant, run, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("the cancellation is noted", () => service.CountAsync("runs", "cancel_asked"));
        service.Facts.Count(run).ShouldBe(0);

        await service.PublishAsync(new TenantResumed(service.Tenant, DateTimeOffset.UtcNow));

        (await service.RefusedAsync(run)).Outcome.ShouldBe(Contracts.StageStatus.Cancelled);
    }

    [Fact]
    public async Task Waiting_for_whoever_holds_the_database_uses_up_no_attempt()
    {
        await using var service = await StartAsync();
        await using var holder = await service.Warehouse.OpenAdminAsync();
        await holder.ExecuteAsync("SELECT pg_advisory_lock(4711002)");

        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("it has waited more often than it may fail", () => service.CountAsync("work", "fence > 3 AND failures = 0 AND conditions::text LIKE '%HeldByAnother%'"));
        await holder.ExecuteAsync("SELECT pg_advisory_unlock(4711002)");

        await service.PublishedAsync(run);
    }

    private async Task<ServiceUnderTest> StartAsync()
    {
        var service = await ServiceUnderTest.StartAsync(postgres, configure: settings => settings["Transformation:MaxAttempts"] = "2");
        await Shop.WriteAsync(service);
        return service;
    }

    /// <summary>The control database refuses to record the end, as if the process died before.</summary>
    private static async Task<Guid> UnrecordedAsync(ServiceUnderTest service)
    {
        await service.ScalarAsync<int>("""
            CREATE FUNCTION transformation.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not now''; END';
            CREATE TRIGGER refuse BEFORE UPDATE ON transformation.runs FOR EACH ROW WHEN (NEW.status = 'succeeded') EXECUTE FUNCTION transformation.refuse();
            """);
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the marts are published", async () => (await service.Warehouse.RelationsAsync("MARTS")).Count > 0);
        await Eventually.TrueAsync("nobody recorded it", () => service.CountAsync("work", "failures > 0"));
        return run;
    }

    private static async Task RecordableAsync(ServiceUnderTest service) => await service.ScalarAsync<int>("DROP TRIGGER refuse ON transformation.runs");
}
