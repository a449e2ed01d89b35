using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using ControlPlane.Transformation.Rollbacks;
using ControlPlane.Transformation.Tests.Runs;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Transformation.Tests.Rollbacks;

public sealed class RollbackTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_return_to_what_was_replaced_and_those_who_follow_are_told()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        var good = await service.LoadedAsync();
        await service.PublishedAsync(good);
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (4, 'cid', 1000)");
        var bad = await service.LoadedAsync();
        await service.PublishedAsync(bad);

        var (status, answer) = await RollbackAsync(service);

        status.ShouldBe(HttpStatusCode.OK);
        (answer.GetProperty("takesBack").GetGuid(), answer.GetProperty("askedBy").GetString()).ShouldBe((bad, "operator"));
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
        var run = answer.GetProperty("run").GetGuid();
        var published = await Eventually.GetAsync("others are told", () => Task.FromResult(service.Facts.Published(run)));
        published.TakesBack.ShouldBe(bad);
        published.Marts.Select(mart => (mart.Name, mart.Rows)).ShouldBe([("customers", 2L)]);
        (await service.Facts.StageAsync(run, Stages.Transform, StageStatus.Succeeded)).RowsOut.ShouldBe(2);
        var shown = await service.Host.Operator.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/runs/{run}/models", Token);
        (shown.GetProperty("kind").GetString(), shown.GetProperty("status").GetString(), shown.GetProperty("takesBack").GetGuid()).ShouldBe(("rollback", "succeeded", bad));
    }

    [Fact]
    public async Task Asking_again_gives_the_same_answer_until_another_run_is_published()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await PublishTwiceAsync(service);
        var (_, first) = await RollbackAsync(service);

        var (status, again) = await RollbackAsync(service);

        (status, again.GetRawText()).ShouldBe((HttpStatusCode.OK, first.GetRawText()));
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
        await service.PublishedAsync(await service.LoadedAsync());
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(1060);
        var (_, next) = await RollbackAsync(service, await service.Host.AsTenantAsync(service.Tenant));
        next.GetProperty("run").GetGuid().ShouldNotBe(first.GetProperty("run").GetGuid());
        next.GetProperty("askedBy").GetString().ShouldBe("tenant");
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
    }

    [Fact]
    public async Task One_that_broke_off_after_the_swap_is_only_written_down()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await PublishTwiceAsync(service);
        var (_, first) = await RollbackAsync(service);
        var run = first.GetProperty("run").GetGuid();
        await service.ScalarAsync<int?>($"UPDATE transformation.runs SET status = 'running', transform_finished_at = NULL WHERE run = '{run}' RETURNING 1");

        var (status, again) = await RollbackAsync(service);

        (status, again.GetProperty("run").GetGuid()).ShouldBe((HttpStatusCode.OK, run));
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
        (await service.ScalarAsync<string>($"SELECT status FROM transformation.runs WHERE run = '{run}'")).ShouldBe("succeeded");
    }

    [Fact]
    public async Task One_that_broke_off_is_brought_to_its_end_by_itself()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres, configure: settings => settings["Transformation:RollbackPatience"] = "00:00:02");
        await PublishTwiceAsync(service);
        var (_, first) = await RollbackAsync(service);
        var run = first.GetProperty("run").GetGuid();
        await service.ScalarAsync<int?>($"UPDATE transformation.runs SET status = 'running', transform_finished_at = NULL WHERE run = '{run}' RETURNING 1");

        await Eventually.TrueAsync("others are told", () => Task.FromResult(service.Facts.Count(run) == 2));

        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
        (await service.ScalarAsync<string>($"SELECT status FROM transformation.runs WHERE run = '{run}'")).ShouldBe("succeeded");
        await Eventually.TrueAsync("nothing is left to do", async () => !await service.CountAsync("work"));
    }

    [Fact]
    public async Task Runs_wait_for_one_that_broke_off_and_it_not_for_them()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await PublishTwiceAsync(service);
        var broken = await service.ScalarAsync<Guid>($"""
            INSERT INTO transformation.runs (tenant, run, kind, status, takes_back, asked_by, created_at, begun_at, transform_started_at)
            SELECT tenant, gen_random_uuid(), 'rollback', 'running', run, 'tenant', now(), now(), now() FROM transformation.runs WHERE status = 'succeeded' ORDER BY transform_finished_at DESC LIMIT 1 RETURNING run
            """);
        var next = await service.LoadedAsync();
        await Eventually.TrueAsync("the next run waits", () => service.CountAsync("work", $"key = '{next}' AND conditions::text LIKE '%{broken}%'"));

        var (status, answer) = await RollbackAsync(service);

        (status, answer.GetProperty("run").GetGuid()).ShouldBe((HttpStatusCode.OK, broken));
        await service.PublishedAsync(next);
    }

    [Fact]
    public async Task One_that_is_about_something_older_than_what_is_published_is_closed_and_holds_nobody_up()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await PublishTwiceAsync(service);
        var old = await service.ScalarAsync<Guid>($"""
            INSERT INTO transformation.runs (tenant, run, kind, status, takes_back, asked_by, created_at, begun_at, transform_started_at)
            SELECT tenant, gen_random_uuid(), 'rollback', 'running', run, 'tenant', now(), now(), now() FROM transformation.runs WHERE status = 'succeeded' ORDER BY transform_finished_at LIMIT 1 RETURNING run
            """);
        var next = await service.LoadedAsync();
        await Eventually.TrueAsync("the next run waits", () => service.CountAsync("work", $"key = '{next}' AND conditions::text LIKE '%{old}%'"));

        await service.Services.GetRequiredService<ServiceState<TransformationModule>>().Work.MakeDueAsync(service.Tenant.ToString(), RollbackReconciler.WorkKind, old.ToString(), Token);

        await service.PublishedAsync(next);
        (await service.ScalarAsync<string>($"SELECT status FROM transformation.runs WHERE run = '{old}'")).ShouldBe("failed");
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(1060);
    }

    [Fact]
    public async Task Mart_that_cannot_be_counted_does_not_stand_in_the_way()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        service.Write("models/marts/shares.sql", "{{ config(materialized='view') }} SELECT id FROM {{ source('app', 'orders') }} WHERE 1 / (amount - 999) < 1");
        await service.PublishedAsync(await service.LoadedAsync());
        service.Write("models/marts/shares.sql", "{{ config(materialized='view') }} SELECT id FROM {{ source('app', 'orders') }}");
        await service.PublishedAsync(await service.LoadedAsync());
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (4, 'cid', 999)");

        var (status, answer) = await RollbackAsync(service);

        status.ShouldBe(HttpStatusCode.OK);
        var run = answer.GetProperty("run").GetGuid();
        var published = await Eventually.GetAsync("others are told", () => Task.FromResult(service.Facts.Published(run)));
        published.Marts.Select(mart => (mart.Name, mart.Rows)).ShouldBe([("customers", 2L), ("shares", 0L)], ignoreOrder: true);
    }

    [Fact]
    public async Task One_that_readers_stand_in_the_way_of_has_ended_and_can_be_asked_for_again()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres, configure: settings =>
        {
            settings["Transformation:SwapLockTimeout"] = "00:00:00.050";
            settings["Transformation:RollbackPatience"] = "00:00:00.200";
        });
        await PublishTwiceAsync(service);
        await using var reader = await service.Warehouse.OpenReaderAsync();
        await using var reading = await reader.BeginTransactionAsync(Token);
        await reader.ExecuteScalarAsync<long>("SELECT count(*) FROM \"MARTS\".customers");

        (await RollbackAsync(service)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        (await service.ScalarAsync<string>("SELECT status FROM transformation.runs WHERE kind = 'rollback'")).ShouldBe("failed");
        await reading.CommitAsync(Token);
        (await RollbackAsync(service)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_that_was_refused_is_no_run_to_be_tried_again()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        await service.PublishedAsync(await service.LoadedAsync());
        await RollbackAsync(service);
        var refused = await service.ScalarAsync<Guid>("SELECT run FROM transformation.runs WHERE kind = 'rollback'");

        (await service.RetryAsync(refused)).ShouldBe(HttpStatusCode.NotFound);

        (await service.ScalarAsync<string>("SELECT status FROM transformation.runs WHERE kind = 'rollback'")).ShouldBe("failed");
    }

    [Fact]
    public async Task Nothing_kept_is_a_conflict_with_the_reason()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        (await RefusedAsync(service)).ShouldBe(("nothing-kept", "No run of the tenant was published yet."));
        await service.PublishedAsync(await service.LoadedAsync());
        await Eventually.TrueAsync("the run lets go", async () => !await service.CountAsync("work"));

        (await RefusedAsync(service)).ShouldBe(("nothing-kept", "Nothing is kept to return to: nothing was published yet, or nothing that was published replaced anything."));
        (await service.ScalarAsync<string>("SELECT status FROM transformation.runs WHERE kind = 'rollback'")).ShouldBe("failed");
    }

    [Fact]
    public async Task Run_that_goes_on_is_a_conflict_that_names_it()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await PublishTwiceAsync(service);
        await using var gate = await service.Warehouse.OpenAdminAsync();
        await using var closed = await gate.BeginTransactionAsync(Token);
        await gate.LockAsync("\"RAW\".orders");
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the run builds", () => service.CountAsync("runs", $"run = '{run}' AND status = 'running'"));

        (await RefusedAsync(service)).Type.ShouldBe("run-under-way");

        await closed.CommitAsync(Token);
        await service.PublishedAsync(run);
        (await RollbackAsync(service)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_hangs_on_the_published_relations_is_named_and_nothing_changes()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await PublishTwiceAsync(service);
        await service.Warehouse.AsAdminAsync("CREATE VIEW public.report AS SELECT * FROM \"MARTS\".customers");

        var (type, detail) = await RefusedAsync(service);

        type.ShouldBe("rollback-blocked");
        detail.ShouldContain("public.report depends on");
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(1060);
    }

    [Fact]
    public async Task Project_that_is_invalid_by_now_does_not_stand_in_the_way()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await PublishTwiceAsync(service);
        service.Write("models/marts/customers.sql", "SELECT {% if %}");

        (await RollbackAsync(service)).Status.ShouldBe(HttpStatusCode.OK);

        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
    }

    [Fact]
    public async Task What_was_taken_back_trains_no_volume_any_more()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        service.Write("models/staging/schema.yml", "models: [{ name: stg_orders, config: { meta: { quality: [{ check: volume, min_history: 2, window: 5 }] } } }]");
        await service.PublishedAsync(await service.LoadedAsync());
        await service.PublishedAsync(await service.LoadedAsync());
        await RollbackAsync(service);

        await service.PublishedAsync(await service.LoadedAsync());

        (await service.ScalarAsync<string>("SELECT string_agg(status, ' ' ORDER BY measured_at) FROM transformation.quality_results")).ShouldBe("learning learning learning");
    }

    [Fact]
    public async Task Key_of_another_tenant_finds_nothing()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await PublishTwiceAsync(service);

        (await RollbackAsync(service, await service.Host.AsTenantAsync(PostgresFixture.NewTenant()))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await RollbackAsync(service, service.Host.Anonymous())).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(1060);
    }

    /// <summary>Totals of 60, then of 1060.</summary>
    private static async Task PublishTwiceAsync(ServiceUnderTest service)
    {
        await Shop.WriteAsync(service);
        await service.PublishedAsync(await service.LoadedAsync());
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (4, 'cid', 1000)");
        await service.PublishedAsync(await service.LoadedAsync());
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> RollbackAsync(ServiceUnderTest service, HttpClient? client = null)
    {
        var response = await (client ?? service.Host.Operator).PostAsync(new Uri($"v1/tenants/{service.Tenant}/models/rollback", UriKind.Relative), null, Token);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }

    private static async Task<(string Type, string Detail)> RefusedAsync(ServiceUnderTest service)
    {
        var (status, answer) = await RollbackAsync(service);
        status.ShouldBe(HttpStatusCode.Conflict);
        return (answer.GetProperty("type").GetString()!["urn:controlplane:problem:".Length..], answer.GetProperty("detail").GetString()!);
    }
}
