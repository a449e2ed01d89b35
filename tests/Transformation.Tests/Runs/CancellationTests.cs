using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Testing;
using ControlPlane.Transformation.Runs;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>What a cancellation ends besides the statements of models.</summary>
public sealed class CancellationTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("on-run-start")]
    [InlineData("on-run-end")]
    public async Task Hook_of_the_project_is_ended_on_the_server(string hook)
    {
        await using var service = await StartAsync();
        service.Write("dbt_project.yml", $"{SmallProjects.Settings}\n{hook}: [\"select pg_sleep(3600)\"]");

        await CancelledWhileAsync(service, "query LIKE '%pg_sleep(3600)%'");
    }

    [Fact]
    public async Task Statement_that_a_hooks_template_runs_is_ended_on_the_server()
    {
        await using var service = await StartAsync();
        service.Write("dbt_project.yml", $"{SmallProjects.Settings}\non-run-start: [\"{{% do run_query('select pg_sleep(3600)') %}}\"]");

        await CancelledWhileAsync(service, "query LIKE '%pg_sleep(3600)%'");
    }

    [Fact]
    public async Task Copy_of_an_incremental_models_table_is_ended_and_its_rows_are_dropped()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/log.sql", "{{ config(materialized='incremental') }} SELECT id FROM {{ ref('stg_orders') }}");
        await service.PublishedAsync(await service.LoadedAsync());
        await using var gate = await service.Warehouse.OpenAdminAsync();
        await using var closed = await gate.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await gate.LockAsync("\"MARTS\".log");

        await CancelledWhileAsync(service, "wait_event_type = 'Lock'");
        await closed.CommitAsync(TestContext.Current.CancellationToken);

        (await service.Warehouse.RelationsAsync("MARTS__NEXT", "STAGING__NEXT")).ShouldBeEmpty();
        await service.PublishedAsync(await service.LoadedAsync());
    }

    [Fact]
    public async Task Retry_of_a_run_that_failed_just_after_it_was_cancelled_is_not_cancelled()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/broken.sql", "SELECT nothing");
        var run = await service.LoadedAsync();
        await service.RefusedAsync(run);
        await service.ScalarAsync<int>($"UPDATE transformation.runs SET cancel_asked = true WHERE run = '{run}'");
        service.Delete("models/marts/broken.sql");

        await service.RetryAsync(run);

        await Eventually.TrueAsync("the run is published", () => Task.FromResult(service.Facts.Published(run) is not null));
    }

    [Fact]
    public async Task Watch_goes_on_whatever_went_wrong_when_it_asked()
    {
        var asked = 0;
        await using var watch = new CancelWatch(
            _ => ++asked < 3 ? throw new InvalidCastException("not this time") : Task.FromResult(true), TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken);

        await Should.ThrowAsync<OperationCanceledException>(Task.Delay(Timeout.Infinite, watch.Token));

        watch.IsCancelled.ShouldBeTrue();
    }

    private async Task<ServiceUnderTest> StartAsync()
    {
        var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        return service;
    }

    private static async Task CancelledWhileAsync(ServiceUnderTest service, string busy)
    {
        var sql = $"SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '{service.Tenant.DatabaseName}' AND usename LIKE '%TRANSFORMER' AND state = 'active' AND {busy}";
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the statement runs", async () => await service.Warehouse.AdminAsync<bool>(sql));

        await service.PublishAsync(new RunCancelled(service.Tenant, run, DateTimeOffset.UtcNow));

        (await service.RefusedAsync(run)).Outcome.ShouldBe(StageStatus.Cancelled);
        (await service.Warehouse.AdminAsync<bool>(sql)).ShouldBeFalse();
    }
}
