using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Vendors.HubSpot;

public sealed class HubSpotTests
{
    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");

    private DateTimeOffset Now => _time.GetUtcNow();

    private static JsonObject PrivateApp(string token = HubSpotServer.PrivateToken) => new() { ["auth_type"] = "private_app", ["access_token"] = token };

    private static JsonObject OAuth(string secret = HubSpotServer.ClientSecret) =>
        new() { ["auth_type"] = "oauth", ["client_id"] = "client-1", ["client_secret"] = secret, ["refresh_token"] = HubSpotServer.RefreshToken };

    private VendorConnector Connector(HubSpotServer server, JsonObject? credentials = null) =>
        new("hubspot", new JsonObject { ["base_url"] = server.Url, ["credentials"] = credentials ?? PrivateApp(), ["start_date"] = "2020-01-01" }, _time);

    private HubSpotAccount Account(string kind, int objects, int customProperties = 5)
    {
        var account = new HubSpotAccount(customProperties);
        for (var i = 0; i < objects; i++) account.Add(kind, Now.AddDays(-3) + TimeSpan.FromMilliseconds(i / 3 * 1999L));
        return account;
    }

    private static IEnumerable<string> Ids(IEnumerable<CrmObject> objects) => objects.Select(o => o.Id);

    [Theory]
    [InlineData("contacts")]
    [InlineData("companies")]
    [InlineData("deals")]
    public async Task Objects_are_listed_first_and_then_searched_for_changes(string kind)
    {
        var account = Account(kind, 730);
        await using var server = await VendorServer.StartAsync(new HubSpotServer(account, _time));
        var connector = Connector(server);
        var boundary = account.Objects(kind).Max(o => o.UpdatedMs);
        var first = await connector.ReadAsync(kind);
        first.Ids().ShouldBe(Ids(account.Objects(kind)));
        first.Records.ShouldFit(connector.Schemas()[kind]);
        var sample = first.Records[1]["properties"]!.AsObject();
        foreach (var property in account.Properties(kind)) (sample[property]?.ToString()).ShouldBe(HubSpotAccount.Value(account.Objects(kind)[1], property));

        account.Objects(kind)[5].UpdatedMs = Now.AddMinutes(-2).ToUnixTimeMilliseconds();
        var late = account.Add(kind, Now.AddMinutes(-1));
        server.Requests.Clear();
        var second = await connector.ReadAsync(kind, first.State);
        var since = boundary - 600_000;
        second.Ids().ShouldBe(Ids(account.Objects(kind).Where(o => o.UpdatedMs >= since).OrderBy(o => o.UpdatedMs)));
        second.Ids().ShouldContain(late);
        second.Records.ShouldFit(connector.Schemas()[kind]);
        second.Records[0]["properties"]!.AsObject().Count.ShouldBe(account.Properties(kind).Count());
        server.Requests.Where(r => r.Path.StartsWith("/crm/v3/objects", StringComparison.Ordinal)).ShouldAllBe(r => r.Method == "POST");
    }

    [Fact]
    public async Task More_than_ten_thousand_changes_are_searched_in_parts()
    {
        var account = Account("contacts", 12_345);
        await using var server = await VendorServer.StartAsync(new HubSpotServer(account, _time));
        var state = new JsonObject { ["updatedAt"] = Now.AddDays(-4).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture) };
        var read = await Connector(server).ReadAsync("contacts", state);
        Ids(account.Objects("contacts")).Except(read.Ids()).ShouldBeEmpty();

        // Only those of the very millisecond at which the search was begun anew come again.
        (read.Records.Count - read.Ids().Distinct().Count()).ShouldBeInRange(0, 3);
        server.Statuses.ShouldNotContain(400);
    }

    [Fact]
    public async Task Properties_that_do_not_fit_into_one_address_are_put_together()
    {
        var account = Account("deals", 205, customProperties: 700);
        await using var server = await VendorServer.StartAsync(new HubSpotServer(account, _time));
        var read = await Connector(server).ReadAsync("deals");
        read.Ids().ShouldBe(Ids(account.Objects("deals")));
        read.Records.ShouldAllBe(r => r["properties"]!.AsObject().Count == 704);
        server.Statuses.ShouldNotContain(414);
    }

    [Fact]
    public async Task Archived_objects_are_a_stream_of_their_own()
    {
        var account = Account("companies", 250);
        foreach (var one in account.Objects("companies").Where(o => o.Id.EndsWith('7'))) one.Archived = true;
        await using var server = await VendorServer.StartAsync(new HubSpotServer(account, _time));
        (await Connector(server).ReadAsync("companies_archived")).Ids().ShouldBe(Ids(account.Objects("companies").Where(o => o.Archived)));
        (await Connector(server).ReadAsync("companies")).Ids().ShouldBe(Ids(account.Objects("companies").Where(o => !o.Archived)));
    }

    [Fact]
    public async Task Token_that_expires_during_a_read_is_renewed()
    {
        var account = Account("contacts", 730);
        await using var server = await VendorServer.StartAsync(new HubSpotServer(account, _time) { ExpireAfter = 4 });
        (await Connector(server, OAuth()).ReadAsync("contacts")).Ids().ShouldBe(Ids(account.Objects("contacts")));
        server.TokensIssued.ShouldBe(2);
        server.Statuses.Count(s => s == 401).ShouldBe(1);
    }

    [Fact]
    public async Task Both_limits_are_kept_or_waited_for()
    {
        var account = Account("contacts", 2300);
        await using var server = await VendorServer.StartAsync(new HubSpotServer(account, _time, searchesPerSecond: 1, callsPerTenSeconds: 10));
        var connector = Connector(server);
        var first = await connector.ReadAsync("contacts");
        first.Ids().ShouldBe(Ids(account.Objects("contacts")));
        foreach (var one in account.Objects("contacts")) one.UpdatedMs += 3_600_000;
        (await connector.ReadAsync("contacts", first.State)).Ids().ShouldBe(Ids(account.Objects("contacts").OrderBy(o => o.UpdatedMs)));
        server.Statuses.ShouldContain(429);
    }

    [Fact]
    public async Task Check_says_that_credentials_are_wrong()
    {
        await using var server = await VendorServer.StartAsync(new HubSpotServer(Account("contacts", 3), _time));
        (await Connector(server).CheckAsync()).ShouldBe(new CheckResult(true, null));
        (await Connector(server, OAuth()).CheckAsync()).ShouldBe(new CheckResult(true, null));
        var token = await Connector(server, PrivateApp("pat-eu1-wrong")).CheckAsync();
        token.Succeeded.ShouldBeFalse();
        token.Message.ShouldNotBeNull().ShouldContain("The access token is invalid");
        var secret = await Connector(server, OAuth("not-the-secret")).CheckAsync();
        secret.Succeeded.ShouldBeFalse();
        secret.Message.ShouldNotBeNull().ShouldContain("refresh token");
        secret.Message.ShouldNotContain("not-the-secret");
    }
}
