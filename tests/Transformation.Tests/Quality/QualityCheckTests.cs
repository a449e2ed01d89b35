using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Testing;
using ControlPlane.Transformation.Tests.Runs;

namespace ControlPlane.Transformation.Tests.Quality;

public sealed class QualityCheckTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_of_severity_error_that_fails_keeps_the_last_good_content_and_is_shown_beside_it()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await ShopAsync(service, "{check: range, column: total, min: 0}", "{check: volume, name: size, min_history: 2, severity: warn, max: 3}");
        var first = await service.LoadedAsync();
        await service.PublishedAsync(first);
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (5, 'dora', -77)");

        var second = await service.LoadedAsync();

        (await service.RefusedAsync(second)).Reason.ShouldBe("1 tests failed: customers.range_total: 1 of 3 values are not at least 0");
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
        (await service.Warehouse.RelationsAsync()).ShouldBe(["MARTS.customers", "STAGING.stg_orders"]);
        var test = await service.Facts.StageAsync(second, Stages.Test, StageStatus.Failed);
        (test.RowsIn, test.RowsOut, test.RowsRejected).ShouldBe((5, 4, 1));
        (await service.ScalarAsync<string>($"SELECT string_agg(name || ' ' || status || ' ' || severity, ', ' ORDER BY name) FROM transformation.nodes WHERE run = '{second}' AND kind = 'quality'"))
            .ShouldBe("customers.range_total fail error, customers.size pass warn");
        var quality = await GetAsync(service, "quality");
        quality.GetProperty("run").GetGuid().ShouldBe(first);
        var mart = quality.GetProperty("marts").EnumerateArray().Single();
        mart.GetProperty("mart").GetString().ShouldBe("customers");
        mart.GetProperty("score").GetDouble().ShouldBe(100);
        mart.GetProperty("checks").EnumerateArray().Select(check => $"{check.GetProperty("check")} {check.GetProperty("status")}").ShouldBe(["range_total pass", "size learning"]);
        quality.GetProperty("refused").GetProperty("run").GetGuid().ShouldBe(second);
        quality.GetProperty("refused").GetProperty("failed").EnumerateArray().Single().GetProperty("message").GetString().ShouldBe("1 of 3 values are not at least 0");
    }

    [Fact]
    public async Task Volume_is_judged_by_what_readers_were_shown_so_that_refused_runs_do_not_make_their_size_usual()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await ShopAsync(service, "{check: volume, window: 5, min_history: 2}");
        for (var run = 0; run < 2; run++) await service.PublishedAsync(await service.LoadedAsync());
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders SELECT g, 'customer ' || g, 1 FROM generate_series(10, 59) g");

        for (var run = 0; run < 3; run++)
            (await service.RefusedAsync(await service.LoadedAsync())).Reason.ShouldStartWith("1 tests failed: customers.volume: 52 rows; ");

        await service.Warehouse.AsAdminAsync("DELETE FROM \"RAW\".orders WHERE id >= 10");
        await service.PublishedAsync(await service.LoadedAsync());
        (await service.ScalarAsync<string>("SELECT string_agg(status, ' ' ORDER BY measured_at) FROM transformation.quality_results")).ShouldBe("learning learning fail fail fail pass");
    }

    [Fact]
    public async Task Retry_of_a_run_replaces_what_it_measured()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await ShopAsync(service, "{check: range, column: total, min: 0}");
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (5, 'dora', -77)");
        var run = await service.LoadedAsync();
        await service.RefusedAsync(run);
        service.Write("models/staging/stg_orders.sql", "SELECT id, customer, abs(amount) AS amount FROM {{ source('app', 'orders') }}");

        (await service.RetryAsync(run)).ShouldBe(HttpStatusCode.Accepted);

        await Eventually.TrueAsync("the run is published", () => Task.FromResult(service.Facts.Published(run) is not null));
        (await service.ScalarAsync<string>("SELECT string_agg(status, ' ') FROM transformation.quality_results")).ShouldBe("pass");
        (await service.ScalarAsync<double>("SELECT points FROM transformation.quality_scores")).ShouldBe(100);
    }

    [Fact]
    public async Task Retry_of_a_run_whose_checks_were_taken_out_keeps_nothing_of_what_they_found()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await ShopAsync(service, "{check: range, column: total, min: 0}");
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (5, 'dora', -77)");
        var run = await service.LoadedAsync();
        await service.RefusedAsync(run);
        service.Write("models/marts/schema.yml", "models: []");

        (await service.RetryAsync(run)).ShouldBe(HttpStatusCode.Accepted);

        await Eventually.TrueAsync("the run is published", () => Task.FromResult(service.Facts.Published(run) is not null));
        (await service.ScalarAsync<long>("SELECT count(*) FROM transformation.quality_results")).ShouldBe(0);
        (await service.ScalarAsync<long>("SELECT count(*) FROM transformation.quality_scores")).ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_evaluated_gates_only_with_severity_error()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await ShopAsync(service, "{check: null_share, column: absent, max: 0, severity: warn}", "{check: sql, name: odd, severity: warn, query: select * from nowhere}");
        await service.PublishedAsync(await service.LoadedAsync());
        service.Write("models/marts/schema.yml", Properties("{check: null_share, column: totla, max: 0}"));

        var refused = await service.RefusedAsync(await service.LoadedAsync());

        refused.Reason.ShouldStartWith("1 tests failed: customers.null_share_totla: ");
        refused.Reason.ShouldContain("Did you mean 'total'?");
        var mart = (await GetAsync(service, "quality")).GetProperty("marts")[0];
        mart.GetProperty("score").GetDouble().ShouldBeLessThan(100);
        mart.GetProperty("losses").EnumerateArray().Select(loss => loss.GetProperty("check").GetString()).ShouldBe(["null_share_absent", "odd"], ignoreOrder: true);
    }

    [Fact]
    public async Task History_of_a_mart_is_paged_and_narrowed_and_belongs_to_its_tenant()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await ShopAsync(service, "{check: volume}");
        var runs = new List<Guid>();
        for (var run = 0; run < 3; run++)
        {
            runs.Insert(0, await service.LoadedAsync());
            await service.PublishedAsync(runs[0]);
        }

        var page = await GetAsync(service, "quality/customers/history?limit=2");
        var rest = await GetAsync(service, $"quality/customers/history?limit=2&cursor={page.GetProperty("next")}");

        Runs(page).ShouldBe(runs[..2]);
        Runs(rest).ShouldBe(runs[2..]);
        rest.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        page.GetProperty("items")[0].GetProperty("published").GetBoolean().ShouldBeTrue();
        page.GetProperty("items")[0].GetProperty("checks")[0].GetProperty("value").GetDouble().ShouldBe(2);
        var middle = Uri.EscapeDataString(page.GetProperty("items")[1].GetProperty("at").GetString()!);
        Runs(await GetAsync(service, $"quality/customers/history?from={middle}")).ShouldBe(runs[..2]);
        Runs(await GetAsync(service, $"quality/customers/history?to={middle}")).ShouldBe(runs[2..]);
        (await StatusAsync(service.Host.Operator, service, "quality/customers/history?limit=0")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(service.Host.Operator, service, $"quality/customers/history?from={middle}&to={middle}")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(service.Host.Operator, service, "quality/stg_orders/history")).ShouldBe(HttpStatusCode.NotFound);
        var other = await service.Host.AsTenantAsync(PostgresFixture.NewTenant());
        (await StatusAsync(other, service, "quality")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(other, service, "quality/customers/history")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(await service.Host.AsTenantAsync(service.Tenant), service, "quality/customers/history")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task History_is_kept_for_a_time_and_goes_with_its_tenant()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres, configure: settings => settings["Transformation:QualityRetention"] = "2.00:00:00");
        await ShopAsync(service, "{check: volume}");
        await service.PublishedAsync(await service.LoadedAsync());
        foreach (var table in new[] { "quality_results", "quality_scores" })
            await service.ScalarAsync<long?>($"UPDATE transformation.{table} SET measured_at = measured_at - interval '3 days' RETURNING 1");

        await service.PublishedAsync(await service.LoadedAsync());

        (await service.ScalarAsync<long>("SELECT count(*) FROM transformation.quality_results")).ShouldBe(1);
        (await service.ScalarAsync<long>("SELECT count(*) FROM transformation.quality_scores")).ShouldBe(1);
        await service.PublishAsync(new TenantOffboarding(service.Tenant, 2));
        await Eventually.TrueAsync("nothing is left", async () =>
            await service.ScalarAsync<long>("SELECT (SELECT count(*) FROM transformation.quality_results) + (SELECT count(*) FROM transformation.quality_scores) + (SELECT count(*) FROM transformation.runs)") == 0);
    }

    [Fact]
    public async Task Checks_declared_wrongly_are_errors_of_the_project()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await ShopAsync(service, "{check: volum}");

        (await StatusAsync(service.Host.Operator, service, "models")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await service.RefusedAsync(await service.LoadedAsync())).Reason.ShouldContain("Did you mean 'volume'?");
    }

    private static async Task ShopAsync(ServiceUnderTest service, params string[] checks)
    {
        await Shop.WriteAsync(service);
        service.Write("models/marts/schema.yml", Properties(checks));
    }

    private static string Properties(params string[] checks) => $$"""
        models:
          - name: customers
            columns:
              - name: customer
                data_tests: [not_null, unique]
              - name: total
                data_tests: [not_null]
            config:
              meta:
                quality: [{{string.Join(", ", checks)}}]
        """;

    private static List<Guid> Runs(JsonElement history) => [.. history.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("run").GetGuid())];

    private static Task<JsonElement> GetAsync(ServiceUnderTest service, string path) => service.Host.Operator.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/{path}", Token);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, ServiceUnderTest service, string path) =>
        (await client.GetAsync(new Uri($"v1/tenants/{service.Tenant}/{path}", UriKind.Relative), Token)).StatusCode;
}
