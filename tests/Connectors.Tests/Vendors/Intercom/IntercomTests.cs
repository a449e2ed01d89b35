using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Vendors.Intercom;

public sealed class IntercomTests
{
    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");
    private readonly IntercomWorkspace _workspace;

    public IntercomTests() => _workspace = IntercomWorkspace.With(1237, 460, 900, _time.GetUtcNow().AddDays(-6));

    private Task<IntercomServer> StartAsync(int callsPerTenSeconds = 1666) => VendorServer.StartAsync(new IntercomServer(_workspace, _time, callsPerTenSeconds));

    private VendorConnector Connector(IntercomServer server, string token = IntercomServer.Token) =>
        new("intercom", new JsonObject { ["base_url"] = server.Url, ["access_token"] = token, ["start_date"] = "2020-01-01" }, _time);

    private static IEnumerable<string> Ids(IEnumerable<JsonObject> objects) => objects.Select(o => o["id"]!.ToString());

    [Theory]
    [InlineData("contacts")]
    [InlineData("conversations")]
    public async Task Search_is_read_whole_and_then_from_a_day_before_it_ended(string stream)
    {
        await using var server = await StartAsync();
        var connector = Connector(server);
        var all = stream == "contacts" ? _workspace.Contacts : _workspace.Conversations;
        var first = await connector.ReadAsync(stream);
        first.Ids().ShouldBe(Ids(all));
        first.Requests.ShouldBe((all.Count + 149) / 150);
        first.Records.ShouldFit(connector.Schemas()[stream]);

        var boundary = all.Max(o => o["updated_at"]!.GetValue<long>());
        // On the day of the boundary, but before it: found late by the search index.
        var behind = stream == "contacts" ? _workspace.AddContact(DateTimeOffset.FromUnixTimeSeconds(boundary - 60)) : _workspace.AddConversation(DateTimeOffset.FromUnixTimeSeconds(boundary - 60));
        all[3]["updated_at"] = _time.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds();
        var second = await connector.ReadAsync(stream, first.State);
        second.Ids().ShouldContain(behind);
        second.Ids().ShouldContain(all[3]["id"]!.ToString());
        second.Ids().ShouldBeUnique();
        Ids(all.Where(o => o["updated_at"]!.GetValue<long>() >= boundary)).Except(second.Ids()).ShouldBeEmpty();
        second.Records.ShouldAllBe(r => r["updated_at"]!.GetValue<long>() >= boundary - 2 * 86400);
        server.Statuses.ShouldAllBe(s => s == 200);
    }

    [Fact]
    public async Task Companies_are_scrolled_to_the_end()
    {
        await using var server = await StartAsync();
        var connector = Connector(server);
        var read = await connector.ReadAsync("companies");
        read.Ids().ShouldBe(Ids(_workspace.Companies));
        read.Records.ShouldFit(connector.Schemas()["companies"]);
        (await connector.ReadAsync("companies")).Records.Count.ShouldBe(900);
    }

    [Fact]
    public async Task Lost_scroll_begins_anew()
    {
        await using var server = await StartAsync();
        server.LoseScrollAfter(3);
        var read = await Connector(server).ReadAsync("companies");
        Ids(_workspace.Companies).Except(read.Ids()).ShouldBeEmpty();
        server.Statuses.Count(s => s == 500).ShouldBe(1);
    }

    [Fact]
    public async Task Scroll_of_somebody_else_is_waited_out()
    {
        await using var server = await StartAsync();
        using var http = new HttpClient();
        using var other = new HttpRequestMessage(HttpMethod.Get, $"{server.Url}/companies/scroll");
        other.Headers.Add("Authorization", $"Bearer {IntercomServer.Token}");
        other.Headers.Add("Intercom-Version", "2.14");
        other.Headers.Add("Accept", "application/json");
        (await http.SendAsync(other)).EnsureSuccessStatusCode();
        (await Connector(server).ReadAsync("companies")).Ids().ShouldBe(Ids(_workspace.Companies));
    }

    [Theory]
    [InlineData("admins", 7)]
    [InlineData("tags", 300)]
    public async Task List_without_pages_is_read(string stream, int records)
    {
        await using var server = await StartAsync();
        var connector = Connector(server);
        var read = await connector.ReadAsync(stream);
        read.Records.Count.ShouldBe(records);
        read.Records.ShouldFit(connector.Schemas()[stream]);
    }

    [Fact]
    public async Task Limit_of_ten_seconds_is_waited_out()
    {
        await using var server = await StartAsync(callsPerTenSeconds: 2);
        (await Connector(server).ReadAsync("contacts")).Ids().ShouldBe(Ids(_workspace.Contacts));
        (_time.GetUtcNow() - DateTimeOffset.Parse("2026-11-21T09:00:00Z", null)).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task Check_says_that_the_token_is_wrong()
    {
        await using var server = await StartAsync();
        (await Connector(server).CheckAsync()).ShouldBe(new CheckResult(true, null));
        var check = await Connector(server, "wrong-token").CheckAsync();
        check.Succeeded.ShouldBeFalse();
        check.Message.ShouldNotBeNull().ShouldContain("Access Token Invalid");
        check.Message.ShouldNotContain("wrong-token");
    }
}
