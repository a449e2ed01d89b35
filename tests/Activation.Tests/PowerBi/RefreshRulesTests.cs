using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.AppHost.SampleSource;

namespace ControlPlane.Activation.Tests.PowerBi;

/// <summary>The local Power BI holds callers to the contract.</summary>
public sealed class RefreshRulesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", 202)]
    [InlineData("""{"notifyOption":"NoNotification"}""", 202)]
    [InlineData("""{"type":"Full"}""", 202)]
    [InlineData("""{"notifyOption":"MailOnFailure"}""", 400)]
    [InlineData("""{"notifyOption":"NoNotification","type":"Full"}""", 400)]
    [InlineData("""{"type":"Everything"}""", 400)]
    [InlineData("""{"commitMode":"PartialBatch","applyRefreshPolicy":true}""", 400)]
    [InlineData("""{"commitMode":"PartialBatch","applyRefreshPolicy":false}""", 202)]
    [InlineData("""{"objects":[{"partition":"p"}]}""", 400)]
    [InlineData("""{"maxParallelism":0}""", 400)]
    [InlineData("""{"kind":"Full"}""", 400)]
    [InlineData("{", 400)]
    public async Task Body_is_held_to_the_rules(string body, int status)
    {
        await using var server = await SampleServer.StartAsync(cancellationToken: Ct);
        using var http = await SignedInAsync(server);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(Refreshes(), content, Ct);

        ((int)response.StatusCode).ShouldBe(status);
        if (status == 202) response.Headers.GetValues("x-ms-request-id").ShouldHaveSingleItem();
        else JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!["error"]!["code"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Unknown_parameters_and_missing_tokens_are_refused()
    {
        await using var server = await SampleServer.StartAsync(cancellationToken: Ct);
        using var http = await SignedInAsync(server);
        using var unknown = await http.GetAsync(Refreshes() + "?$skip=1", Ct);
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        http.DefaultRequestHeaders.Authorization = null;
        using var nobody = await http.GetAsync(Refreshes(), Ct);
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static string Refreshes() => $"v1.0/myorg/groups/{Guid.NewGuid()}/datasets/{Guid.NewGuid()}/refreshes";

    private static async Task<HttpClient> SignedInAsync(SampleServer server)
    {
        var http = new HttpClient { BaseAddress = server.BaseAddress };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "a", ["client_secret"] = "b", ["scope"] = "https://analysis.windows.net/powerbi/api/.default" });
        using var response = await http.PostAsync("contoso.example/oauth2/v2.0/token", form, Ct);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!;
        http.DefaultRequestHeaders.Authorization = new("Bearer", (string)answer["access_token"]!);
        return http;
    }
}
