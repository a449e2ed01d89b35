using System.Net;
using System.Text.RegularExpressions;
using ControlPlane.Testing;

namespace ControlPlane.Portal.Tests.Access;

[Collection(nameof(PortalApp))]
public sealed partial class SignInTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_asks_whoever_did_not_sign_in_to_do_so()
    {
        await using var portal = await PortalApp.StartAsync(postgres, new PlayedApi());

        using var response = await portal.Http.GetAsync($"/runs/{Samples.Run}", Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        response.Headers.Location!.PathAndQuery.ShouldBe($"/sign-in?return=%2Fruns%2F{Samples.Run}");
    }

    [Fact]
    public async Task Operators_token_opens_the_pages_and_leads_back()
    {
        await using var portal = await PortalApp.StartAsync(postgres, new PlayedApi());

        using var entered = await EnterAsync(portal, PortalApp.Token, "/runs/x?y=1");

        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        entered.Headers.Location!.OriginalString.ShouldBe("/runs/x?y=1");
        var cookie = entered.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("controlplane-portal=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldNotContain(PortalApp.Token);
        var page = await portal.Http.GetStringAsync("/", Ct);
        page.ShouldContain("Overview");
        page.ShouldContain("Sign out");
        page.ShouldNotContain(PortalApp.Token);
    }

    [Theory]
    [InlineData("wrong-token-of-at-least-thirty-two-characters")]
    [InlineData("")]
    public async Task Any_other_token_is_refused(string token)
    {
        await using var portal = await PortalApp.StartAsync(postgres, new PlayedApi());

        using var refused = await EnterAsync(portal, token);

        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await refused.Content.ReadAsStringAsync(Ct)).ShouldContain("not the operator");
        using var page = await portal.Http.GetAsync("/", Ct);
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Form_of_another_site_is_refused()
    {
        await using var portal = await PortalApp.StartAsync(postgres, new PlayedApi());

        using var refused = await portal.Http.PostAsync("/sign-in", new FormUrlEncodedContent([new("token", PortalApp.Token)]), Ct);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        refused.Headers.TryGetValues("Set-Cookie", out var cookies);
        (cookies ?? []).ShouldNotContain(cookie => cookie.StartsWith("controlplane-portal=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    public async Task Signing_in_never_leads_to_another_site(string address)
    {
        await using var portal = await PortalApp.StartAsync(postgres, new PlayedApi());

        using var entered = await EnterAsync(portal, PortalApp.Token, address);

        entered.Headers.Location!.OriginalString.ShouldBe("/");
    }

    [Fact]
    public async Task Cookie_opens_no_API()
    {
        var api = new PlayedApi();
        await using var portal = await PortalApp.StartAsync(postgres, api);
        using (await EnterAsync(portal, PortalApp.Token)) { }
        (await portal.Http.GetStringAsync("/", Ct)).ShouldContain("Overview");

        foreach (var path in (string[])["/v1/tenants", "/v1/runs", "/metrics"])
        {
            using var response = await portal.Http.GetAsync(path, Ct);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        }
    }

    [Fact]
    public async Task Signing_out_closes_the_pages()
    {
        await using var portal = await PortalApp.StartAsync(postgres, new PlayedApi());
        using (await EnterAsync(portal, PortalApp.Token)) { }
        var form = FormField().Match(await portal.Http.GetStringAsync("/", Ct));

        using var left = await portal.Http.PostAsync("/sign-out", new FormUrlEncodedContent([new(form.Groups[1].Value, form.Groups[2].Value)]), Ct);

        left.Headers.Location!.OriginalString.ShouldBe("/sign-in");
        using var page = await portal.Http.GetAsync("/", Ct);
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Changed_token_ends_what_the_old_one_opened()
    {
        using var keys = new TemporaryFolder("keys");
        using var browser = PortalApp.NewBrowser();
        string cookie;
        await using (var before = await PortalApp.StartAsync(postgres, new PlayedApi(), ("Portal:Keys", keys.Path)))
        {
            using var entered = await EnterAsync(before, PortalApp.Token);
            cookie = entered.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("controlplane-portal=", StringComparison.Ordinal)).Split(';')[0];
        }

        await using (var same = await PortalApp.StartAsync(postgres, new PlayedApi(), ("Portal:Keys", keys.Path)))
            (await StatusAsync(browser, same, cookie)).ShouldBe(HttpStatusCode.OK);
        await using var other = await PortalApp.StartAsync(postgres, new PlayedApi(), ("Portal:Keys", keys.Path), ("ControlPlane:OperatorToken", "another-token-of-at-least-thirty-two-characters"));
        (await StatusAsync(browser, other, cookie)).ShouldBe(HttpStatusCode.Redirect);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient browser, PortalApp portal, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, portal.Address) { Headers = { { "Cookie", cookie } } };
        using var response = await browser.SendAsync(request, Ct);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> EnterAsync(PortalApp portal, string token, string returnTo = "/")
    {
        var form = FormField().Match(await portal.Http.GetStringAsync("/sign-in", Ct));
        return await portal.Http.PostAsync("/sign-in", new FormUrlEncodedContent([new(form.Groups[1].Value, form.Groups[2].Value), new("token", token), new("return", returnTo)]), Ct);
    }

    [GeneratedRegex("""<input type="hidden" name="(__[^"]+)" value="([^"]+)""")]
    private static partial Regex FormField();
}
