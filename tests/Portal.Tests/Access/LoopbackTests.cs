using System.Net;
using ControlPlane.Testing;

namespace ControlPlane.Portal.Tests.Access;

[Collection(nameof(PortalApp))]
public sealed class LoopbackTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_are_open_to_this_machine_where_that_is_set_and_to_nobody_who_may_come_from_elsewhere()
    {
        await using var portal = await PortalApp.StartOpenAsync(postgres, new PlayedApi());
        var port = new Uri(portal.Address).Port;

        (await StatusAsync(portal, $"127.0.0.1:{port}")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(portal, $"localhost:{port}")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(portal, $"[::1]:{port}")).ShouldBe(HttpStatusCode.OK);
        foreach (var host in (string[])["rebound.example", $"rebound.example:{port}", "localhost.rebound.example", "127.0.0.1.rebound.example", "127.0.0.2"])
            (await StatusAsync(portal, host)).ShouldBe(HttpStatusCode.Redirect, host);
        foreach (var header in (string[])["X-Forwarded-For", "X-Forwarded-Host", "x-forwarded-proto", "Forwarded", "Via", "X-Real-IP", "X-Original-For"])
            (await StatusAsync(portal, $"localhost:{port}", header)).ShouldBe(HttpStatusCode.Redirect, header);
    }

    [Fact]
    public async Task Pages_are_closed_to_this_machine_too_unless_set_otherwise()
    {
        await using var portal = await PortalApp.StartAsync(postgres, new PlayedApi());

        (await StatusAsync(portal, "localhost")).ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Events_of_a_run_follow_the_same_rule()
    {
        await using var portal = await PortalApp.StartOpenAsync(postgres, new PlayedApi());

        (await StatusAsync(portal, "rebound.example", path: $"/runs/{Samples.Run}/events")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task API_stays_closed_to_this_machine()
    {
        await using var portal = await PortalApp.StartOpenAsync(postgres, new PlayedApi());

        (await StatusAsync(portal, "localhost", path: "/v1/tenants")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpStatusCode> StatusAsync(PortalApp portal, string host, string? header = null, string path = "/")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        if (header is not null) request.Headers.Add(header, header == "Via" ? "1.1 proxy" : "203.0.113.7");
        using var response = await portal.Http.SendAsync(request, Ct);
        return response.StatusCode;
    }
}
