using System.Net;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.Testing;
using Npgsql;

namespace ControlPlane.ServiceDefaults.Tests.Telemetry;

[Collection(nameof(ServiceApp))]
public sealed class MetricsEndpointTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Running_service_is_scraped_by_its_operator()
    {
        await using var service = await StartAsync();
        (await service.Http.GetStringAsync("/hello/you", Token)).ShouldBe("Hello, you");

        using var response = await service.Http.GetAsync("/metrics", Token);

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var text = await response.Content.ReadAsStringAsync(Token);
        var scrape = Exposition.Parse(text);
        scrape.Families["http_server_request_duration_seconds"].Samples.ShouldContain(sample =>
            sample.Suffix == "_count" && sample.Labels.GetValueOrDefault("http_route") == "/hello/{name}" && sample.Value == 1);
        scrape.Families.ShouldContainKey("kestrel_active_connections");
        scrape.Families.ShouldContainKey("dotnet_process_memory_working_set_bytes");
        scrape.Families["db_client_connection_max"].Samples.ShouldContain(sample => sample.Labels["db_client_connection_pool_name"] == "control-fleet");
        if (!Promtool.IsInstalled) return;
        var (exitCode, remarks) = await Promtool.CheckAsync(text, Token);
        exitCode.ShouldBeOneOf(0, 3);
        remarks.ShouldNotContain("controlplane_");
    }

    [Fact]
    public async Task Nobody_else_may_scrape()
    {
        await using var service = await StartAsync();
        var (_, key) = await service.Get<ApiKeys>().CreateAsync(TenantId.Parse("acme-dev"), "reporting", Token);

        (await StatusAsync(service, null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(service, key)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Backlog_of_each_service_is_shown()
    {
        await using var service = await StartAsync();
        await using var connection = await service.Get<ControlDatabase>().OpenFleetAsync(Token);
        await using (var insert = new NpgsqlCommand("""
            INSERT INTO sample.work (tenant, kind, key, next_pass_at, lease_owner, lease_until, created_at, updated_at) VALUES
                ('acme-dev', 'thing', 'due', now() - interval '90 seconds', NULL, NULL, now(), now()),
                ('acme-dev', 'thing', 'held', now() - interval '200 seconds', 'somebody', now() + interval '1 hour', now(), now()),
                ('acme-dev', 'thing', 'later', now() + interval '1 hour', NULL, NULL, now(), now())
            """, connection))
        {
            await insert.ExecuteNonQueryAsync(Token);
        }

        var scrape = Exposition.Parse(await service.Http.GetStringAsync("/metrics", Token));

        scrape["controlplane_work_due{service=\"sample\"}"].ShouldBe(1);
        scrape["controlplane_work_oldest_due_seconds{service=\"sample\"}"].ShouldBeInRange(90, 150);
        scrape["controlplane_outbox_pending{service=\"sample\"}"].ShouldBe(0);
    }

    [Fact]
    public async Task Scrape_goes_on_without_the_backlog_when_the_database_gives_none()
    {
        await using var service = await StartAsync();
        await using var connection = await service.Get<ControlDatabase>().OpenFleetAsync(Token);
        await using (var drop = new NpgsqlCommand("DROP TABLE sample.work", connection)) await drop.ExecuteNonQueryAsync(Token);

        var scrape = Exposition.Parse(await service.Http.GetStringAsync("/metrics", Token));

        scrape.Families.ShouldNotContainKey("controlplane_work_due");
        scrape.Families.ShouldContainKey("http_server_active_requests");
    }

    private async Task<ServiceApp> StartAsync() => await ServiceApp.StartAsync((await postgres.NewPlatformAsync()).Control);

    private static async Task<HttpStatusCode> StatusAsync(ServiceApp service, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        service.Http.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        using var response = await service.Http.SendAsync(request, Token);
        return response.StatusCode;
    }
}
