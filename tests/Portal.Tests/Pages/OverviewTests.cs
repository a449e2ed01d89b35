using System.Net;
using ControlPlane.Testing;

namespace ControlPlane.Portal.Tests.Pages;

[Collection(nameof(PortalApp))]
public sealed class OverviewTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tenants_and_runs_are_shown_with_what_their_APIs_tell()
    {
        var api = new PlayedApi();
        Samples.Fill(api);
        await using var portal = await PortalApp.StartOpenAsync(postgres, api);

        var page = await portal.Http.GetStringAsync("/", Ct);

        foreach (var text in (string[])["acme-dev", "github-events", "Drifted: GrantMissing", "Not Drifted", "INITECH_PROD_READER", "1.75", " of 50", "812"]) page.ShouldContain(text);
        foreach (var text in (string[])["7,702", "Ledger balanced", "Ledger out of balance", "Succeeded", "Failed", "20.3 %", "2.1 s", "Older runs"]) page.ShouldContain(text);
        api.Queries.ShouldContain(query => query.StartsWith("/v1/tenants?limit=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_is_bare_html_that_a_screen_reader_can_walk()
    {
        var api = new PlayedApi();
        Samples.Fill(api);
        await using var portal = await PortalApp.StartOpenAsync(postgres, api);

        var page = await portal.Http.GetStringAsync("/", Ct);

        page.ShouldStartWith("<!DOCTYPE html>");
        foreach (var text in (string[])["<html lang=\"en\">", "<main ", "<header ", "<footer ", "<caption", "scope=\"col\"", "scope=\"row\"", "name=\"viewport\""]) page.ShouldContain(text);
        page.ShouldNotContain("<!--");
        page.ShouldNotContain("style=\"");
        page.ShouldNotContain("<script>");
        page.ShouldNotContain("onclick");
    }

    [Fact]
    public async Task Empty_control_plane_says_how_to_onboard_a_tenant()
    {
        await using var portal = await PortalApp.StartOpenAsync(postgres, new PlayedApi());

        var page = await portal.Http.GetStringAsync("/", Ct);

        page.ShouldContain("No tenants yet");
        page.ShouldContain($"curl -X PUT {portal.Address}/v1/tenants/acme-dev");
        page.ShouldContain("No runs yet");
        page.ShouldNotContain(PortalApp.Token);
    }

    [Fact]
    public async Task Hostile_names_stay_text()
    {
        var api = new PlayedApi();
        api.Answers["/v1/tenants"] = """{"items":[{"tenant":"<script>alert(1)</script>","blueprint":"\"><img src=x>","conditions":[{"type":"<b>","status":"False","reason":"'\"","message":"<i>"}]}]}""";
        api.Answers["/v1/runs"] = $$"""{"items":[{"run":"{{Samples.Run}}","tenant":"</main>","status":"<u>","trigger":"<s>","sources":["<q>"],"startedAt":"2026-01-01T00:00:00Z","error":"<em>"}]}""";
        await using var portal = await PortalApp.StartOpenAsync(postgres, api);

        var page = await portal.Http.GetStringAsync("/", Ct);

        foreach (var tag in (string[])["<script>alert", "<img src=x", "<b>", "<i>", "<u>", "<s>", "<q>", "<em>"]) page.ShouldNotContain(tag);
        page.Split("</main>").Length.ShouldBe(2);
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        page.ShouldContain("/?tenant=%3Cscript%3Ealert%281%29%3C%2Fscript%3E");
    }

    [Fact]
    public async Task Filter_and_cursor_reach_the_API_as_values()
    {
        var api = new PlayedApi();
        await using var portal = await PortalApp.StartOpenAsync(postgres, api);

        (await portal.Http.GetStringAsync("/?tenant=a%26limit%3D1&runs=c%2B1", Ct)).ShouldContain("Runs of all tenants");

        api.Queries.ShouldContain("/v1/runs?limit=8&tenant=a%26limit%3D1&cursor=c%2B1");
    }

    [Theory]
    [InlineData(500, "Answered 500")]
    [InlineData(401, "401")]
    public async Task API_that_fails_is_told_as_such(int status, string expected)
    {
        await using var portal = await PortalApp.StartOpenAsync(postgres, new PlayedApi { Broken = status });

        using var response = await portal.Http.GetAsync("/", Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var page = await response.Content.ReadAsStringAsync(Ct);
        page.ShouldContain("cannot be reached");
        page.ShouldContain(expected, Case.Insensitive);
        page.ShouldContain("Try again");
    }

    [Fact]
    public async Task API_that_is_away_or_answers_garbage_is_told_as_such()
    {
        await using var away = await PortalApp.StartAsync(postgres, [], [("Portal:OpenOnLoopback", "true"), ("Portal:Api", "http://127.0.0.1:1/")]);
        using var response = await away.Http.GetAsync("/", Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync(Ct)).ShouldContain("It cannot be reached");

        var api = new PlayedApi();
        api.Answers["/v1/runs"] = "<html>";
        await using var portal = await PortalApp.StartOpenAsync(postgres, api);
        var page = await portal.Http.GetStringAsync("/", Ct);
        page.ShouldContain("No tenants yet");
        page.ShouldContain("Its answer cannot be read");
    }

    [Fact]
    public async Task Pages_alone_in_a_process_call_the_APIs_where_the_setting_says()
    {
        var api = new PlayedApi();
        Samples.Fill(api);
        await using var apis = await PortalApp.StartAsync(postgres, api);
        await using var alone = await PortalApp.StartAsync(postgres, [], [("Portal:OpenOnLoopback", "true"), ("Portal:Api", apis.Address)]);

        (await alone.Http.GetStringAsync("/", Ct)).ShouldContain("initech-prod");
    }
}
