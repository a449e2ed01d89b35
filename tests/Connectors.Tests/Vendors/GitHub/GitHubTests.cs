using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Vendors.GitHub;

public sealed class GitHubTests
{
    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");

    private async Task<GitHubServer> StartAsync(int events = 420, int anonymousCalls = 60)
    {
        var server = await VendorServer.StartAsync(new GitHubServer(_time, anonymousCalls));
        for (var i = 0; i < events; i++) server.Add(_time.GetUtcNow().AddHours(-24) + TimeSpan.FromMinutes(i / 4 * 8), i % 3 == 0 ? "octo/hello" : "octo/world");
        return server;
    }

    private VendorConnector Connector(GitHubServer server, string? token = GitHubServer.Token)
    {
        var config = new JsonObject { ["base_url"] = server.Url, ["repositories"] = new JsonArray("octo/hello", "octo/world"), ["organizations"] = new JsonArray("octo") };
        if (token is not null) config["token"] = token;
        return new("github-events", config, _time);
    }

    private static IEnumerable<string> Ids(IEnumerable<JsonObject> events) => events.Select(e => e["id"]!.ToString());

    [Fact]
    public async Task Whole_window_is_read_and_then_the_last_six_hours_and_what_came_since()
    {
        await using var server = await StartAsync();
        var connector = Connector(server);
        var first = await connector.ReadAsync("events");
        first.Ids().ShouldBe(Ids(server.Listed()));
        first.Records.Count.ShouldBe(300);
        first.Requests.ShouldBe(3);
        first.Records.ShouldFit(connector.Schemas()["events"]);

        var newest = DateTimeOffset.Parse(first.Records[0]["created_at"]!.ToString(), null);
        var late = server.Add(_time.GetUtcNow());
        var second = await connector.ReadAsync("events", first.State);
        second.Ids().ShouldBe(Ids(server.Listed().Where(e => DateTimeOffset.Parse(e["created_at"]!.ToString(), null) >= newest.AddHours(-6))));
        second.Ids().ShouldContain(late);
        server.Statuses.ShouldAllBe(s => s == 200);
    }

    [Theory]
    [InlineData("repository_events", 280)]
    [InlineData("organization_events", 300)]
    public async Task Repositories_and_organizations_are_read_one_after_the_other(string stream, int least)
    {
        await using var server = await StartAsync();
        var connector = Connector(server);
        var expected = stream == "organization_events" ? server.Listed("octo/") : [.. server.Listed("octo/hello"), .. server.Listed("octo/world")];
        var first = await connector.ReadAsync(stream);
        first.Ids().ShouldBe(Ids(expected), ignoreOrder: true);
        first.Records.Count.ShouldBeGreaterThanOrEqualTo(least);
        var late = server.Add(_time.GetUtcNow(), "octo/world");
        var second = await connector.ReadAsync(stream, first.State);
        second.Ids().Count(i => i == late).ShouldBe(1);
        second.Records.Count.ShouldBeLessThan(first.Records.Count);
    }

    [Fact]
    public async Task Both_limits_are_waited_out()
    {
        await using var server = await StartAsync(anonymousCalls: 2);
        server.Slow(1);
        var read = await Connector(server, token: null).ReadAsync("events");
        read.Ids().ShouldBe(Ids(server.Listed()));
        (_time.GetUtcNow() - DateTimeOffset.Parse("2026-11-21T09:00:00Z", null)).ShouldBeInRange(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(63));
    }

    [Fact]
    public async Task Events_that_really_happened_are_read_as_they_are()
    {
        var file = SharedData.Find("data/github/github_events.json");
        Assert.SkipWhen(file is null && !SharedData.IsRequired, "The shared data is not here.");
        var real = JsonNode.Parse(File.ReadAllText(file!))!.AsArray().Select(e => e!.AsObject()).ToList();
        await using var server = await StartAsync(events: 0);
        foreach (var one in real.AsEnumerable().Reverse()) server.Add((JsonObject)one.DeepClone());
        var connector = Connector(server);
        var read = await connector.ReadAsync("events");
        read.Records.Select(r => r.ToJsonString()).ShouldBe(real.Select(r => r.ToJsonString()));
        read.Records.ShouldFit(connector.Schemas()["events"]);
    }

    [Fact]
    public async Task Check_says_that_a_token_is_wrong()
    {
        await using var server = await StartAsync(5);
        (await Connector(server).CheckAsync()).ShouldBe(new CheckResult(true, null));
        (await Connector(server, token: null).CheckAsync()).Succeeded.ShouldBeTrue();
        var check = await Connector(server, "github_pat_wrong").CheckAsync();
        check.Succeeded.ShouldBeFalse();
        check.Message.ShouldNotBeNull().ShouldContain("Bad credentials");
        check.Message.ShouldNotContain("github_pat_wrong");
    }
}
