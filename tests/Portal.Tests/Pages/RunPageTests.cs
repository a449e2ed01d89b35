using System.Net;
using ControlPlane.Testing;

namespace ControlPlane.Portal.Tests.Pages;

[Collection(nameof(PortalApp))]
public sealed class RunPageTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finished_run_shows_stages_ledger_and_marts_and_follows_nothing()
    {
        await using var portal = await StartAsync();

        var page = await portal.Http.GetStringAsync($"/runs/{Samples.Run}", Ct);

        foreach (var text in (string[])["stg_github_events", "7,702", "7,699", "890 ms", "Batches", "repositories-to-crm", "1,204", "Balanced", "github_events_daily", Samples.Run.ToString()]) page.ShouldContain(text);
        page.ShouldNotContain("data-events");
        page.ShouldNotContain("http-equiv=\"refresh\"");
    }

    [Fact]
    public async Task Failed_run_says_why_and_how_far_it_came()
    {
        await using var portal = await StartAsync();

        var page = await portal.Http.GetStringAsync($"/runs/{Samples.Failed}", Ct);

        foreach (var text in (string[])["The run did not succeed", "created_at is missing", "Out of balance", "Not reached"]) page.ShouldContain(text);
    }

    [Fact]
    public async Task Run_that_goes_on_is_followed()
    {
        var api = new PlayedApi();
        api.Answers[$"/v1/runs/{Samples.Run}"] = Samples.Succeeded("Running").ToJsonString();
        await using var portal = await PortalApp.StartOpenAsync(postgres, api);
        var page = await portal.Http.GetStringAsync($"/runs/{Samples.Run}", Ct);
        page.ShouldContain($"data-events=\"/runs/{Samples.Run}/events\"");
        page.ShouldContain("<noscript><meta http-equiv=\"refresh\"");

        using var response = await portal.Http.GetAsync($"/runs/{Samples.Run}/events", HttpCompletionOption.ResponseHeadersRead, Ct);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        await api.Events.Writer.WriteAsync("event: stageChanged\nid: 7\ndata: {\"secret\":1}\n\n", Ct);
        api.Events.Writer.Complete();

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await reader.ReadToEndAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["data: connected", "data: changed", "id: 7"]);
    }

    [Fact]
    public async Task Unknown_run_is_not_found()
    {
        await using var portal = await StartAsync();

        using var response = await portal.Http.GetAsync($"/runs/{Guid.NewGuid()}", Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(Ct)).ShouldContain("No such run");
    }

    [Fact]
    public async Task Every_page_and_file_restricts_the_browser()
    {
        await using var portal = await StartAsync();

        foreach (var path in (string[])["/", $"/runs/{Samples.Run}", "/sign-in", "/assets/portal.css", "/assets/live.js", "/assets/icon.svg"])
        {
            using var response = await portal.Http.GetAsync(path, Ct);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("default-src 'none'");
            policy.ShouldContain("frame-ancestors 'none'");
            policy.ShouldNotContain("unsafe");
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        }
        using var missing = await portal.Http.GetAsync("/assets/ControlPlane.Portal.dll", Ct);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Files_are_kept_for_ever_under_the_address_that_names_their_version()
    {
        await using var portal = await StartAsync();
        var page = await portal.Http.GetStringAsync("/", Ct);
        var start = page.IndexOf("/assets/portal.css?v=", StringComparison.Ordinal);

        using var response = await portal.Http.GetAsync(page[start..page.IndexOf('"', start)], Ct);

        response.Headers.CacheControl!.ToString().ShouldContain("immutable");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
    }

    private async Task<PortalApp> StartAsync()
    {
        var api = new PlayedApi();
        Samples.Fill(api);
        return await PortalApp.StartOpenAsync(postgres, api);
    }
}
