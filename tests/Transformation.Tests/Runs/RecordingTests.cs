using ControlPlane.Testing;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>Results while the control database is away, and marts whose rows cannot be counted.</summary>
public sealed class RecordingTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Models_are_not_built_on_when_their_results_cannot_be_recorded()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/endless.sql", "SELECT pg_sleep(3600) IS NULL AS x FROM {{ ref('stg_orders') }}");
        await RefuseNodesAsync(service, "RAISE EXCEPTION 'not now'");
        var ended = $"SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = '{service.Tenant.DatabaseName}' AND state = 'active' AND query LIKE '%pg_sleep(3600)%' AND pid <> pg_backend_pid()";

        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the pass has ended", () => service.CountAsync("work", "failures > 0"));
        service.Delete("models/marts/endless.sql");
        await service.ScalarAsync<int>("DROP TRIGGER refuse ON transformation.nodes");

        await service.PublishedAsync(run);
        (await service.Warehouse.AdminAsync<bool>(ended)).ShouldBeTrue();
    }

    [Fact]
    public async Task Results_are_recorded_again_when_the_control_database_was_away_for_a_moment()
    {
        await using var service = await StartAsync();
        await service.ScalarAsync<int>("CREATE SEQUENCE transformation.tries");
        await RefuseNodesAsync(service, "IF nextval('transformation.tries') < 3 THEN RAISE EXCEPTION 'not now' USING ERRCODE = '57P03'; END IF; RETURN NEW");

        var run = await service.LoadedAsync();

        await service.PublishedAsync(run);
        // Two refusals, two models and three tests: nothing was built twice.
        (await service.ScalarAsync<long>("SELECT last_value FROM transformation.tries")).ShouldBe(7);
    }

    [Fact]
    public async Task Mart_that_readers_could_not_read_is_not_published()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/shares.sql", "{{ config(materialized='view') }} SELECT id FROM {{ ref('stg_orders') }} WHERE 100 / (amount - 10) > 1");

        var run = await service.LoadedAsync();

        (await service.RefusedAsync(run)).Reason.ShouldBe("1 models failed: shares: models/marts/shares.sql: 22012: division by zero");
    }

    private async Task<ServiceUnderTest> StartAsync()
    {
        var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        return service;
    }

    private static async Task RefuseNodesAsync(ServiceUnderTest service, string what) => await service.ScalarAsync<int>($"""
        CREATE FUNCTION transformation.refuse() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN {what}; END $f$;
        CREATE TRIGGER refuse BEFORE INSERT ON transformation.nodes FOR EACH ROW EXECUTE FUNCTION transformation.refuse();
        """);
}
