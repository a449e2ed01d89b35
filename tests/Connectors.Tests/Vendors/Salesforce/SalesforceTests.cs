using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Vendors.Salesforce;

public sealed class SalesforceTests
{
    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");

    private DateTimeOffset Now => _time.GetUtcNow();

    private static JsonObject ClientCredentials(string secret = SalesforceServer.ClientSecret) => new() { ["auth_type"] = "client_credentials", ["client_id"] = "3MVG9", ["client_secret"] = secret };

    private VendorConnector Connector(SalesforceServer server, JsonObject? credentials = null) => new(
        "salesforce", new JsonObject { ["base_url"] = server.Url, ["credentials"] = credentials ?? ClientCredentials(), ["start_date"] = "2020-01-01", ["bulk_page_size"] = 400 }, _time);

    private static List<string> Ordered(SalesforceOrg org, string name, DateTimeOffset since) =>
        [.. org.Rows(name).Where(r => SalesforceOrg.Modified(r) >= since).OrderBy(SalesforceOrg.Modified).ThenBy(r => r["Id"]!.ToString(), StringComparer.Ordinal).Select(r => r["Id"]!.ToString())];

    [Theory]
    [InlineData("users", "User")]
    [InlineData("accounts", "Account")]
    [InlineData("contacts", "Contact")]
    [InlineData("leads", "Lead")]
    [InlineData("opportunities", "Opportunity")]
    [InlineData("campaigns", "Campaign")]
    [InlineData("cases", "Case")]
    public async Task Query_is_read_to_its_last_locator_and_then_from_where_it_ended(string stream, string name)
    {
        var org = SalesforceOrg.With(name, 1703, Now.AddDays(-5));
        await using var server = await VendorServer.StartAsync(new SalesforceServer(org, _time, batch: 500));
        var connector = Connector(server);
        var boundary = org.Rows(name).Max(SalesforceOrg.Modified);
        var first = await connector.ReadAsync(stream);
        first.Ids("Id").ShouldBe(Ordered(org, name, DateTimeOffset.MinValue));
        first.Records.ShouldFit(connector.Schemas()[stream]);
        first.Records[0].ContainsKey("attributes").ShouldBeFalse();

        if (name != "User") org.Delete(name, org.Rows(name)[10]["Id"]!.ToString(), Now.AddMinutes(-4));
        var late = org.Add(name, Now.AddMinutes(-3));
        var second = await connector.ReadAsync(stream, first.State);
        second.Ids("Id").ShouldBe(Ordered(org, name, boundary));
        second.Ids("Id").ShouldContain(late);
        server.Statuses.ShouldAllBe(s => s == 200);
    }

    [Theory]
    [InlineData("tasks", "Task")]
    [InlineData("campaign_members", "CampaignMember")]
    public async Task Bulk_job_is_read_part_by_part_with_the_types_of_the_schema(string stream, string name)
    {
        var org = SalesforceOrg.With(name, 1203, Now.AddDays(-5));
        await using var server = await VendorServer.StartAsync(new SalesforceServer(org, _time));
        var connector = Connector(server);
        var boundary = org.Rows(name).Max(SalesforceOrg.Modified);
        var first = await connector.ReadAsync(stream);
        first.Ids("Id").ShouldBe(org.Rows(name).Select(r => r["Id"]!.ToString()));
        first.Records.ShouldFit(connector.Schemas()[stream]);
        foreach (var (record, row) in first.Records.Zip(org.Rows(name))) record["IsDeleted"]!.GetValue<bool>().ShouldBe(row["IsDeleted"]!.GetValue<bool>());
        foreach (var (record, row) in first.Records.Zip(org.Rows(name))) (record["Status"]?.ToString()).ShouldBe(row["Status"]?.ToString());
        server.Requests.Count(r => r.Path.EndsWith("/results", StringComparison.Ordinal)).ShouldBe(4);

        var late = org.Add(name, Now.AddMinutes(-3));
        var second = await connector.ReadAsync(stream, first.State);
        second.Ids("Id").ShouldBe(Ordered(org, name, boundary));
        second.Ids("Id").ShouldContain(late);
    }

    [Fact]
    public async Task Bulk_job_that_failed_is_made_again()
    {
        var org = SalesforceOrg.With("Task", 300, Now.AddDays(-5));
        await using var server = await VendorServer.StartAsync(new SalesforceServer(org, _time) { FailNextJob = true });
        (await Connector(server).ReadAsync("tasks")).Records.Count.ShouldBe(300);
        server.Jobs.ShouldBe(2);
    }

    [Fact]
    public async Task Session_that_ends_during_a_read_is_opened_again()
    {
        var org = SalesforceOrg.With("Contact", 1703, Now.AddDays(-5));
        await using var server = await VendorServer.StartAsync(new SalesforceServer(org, _time, batch: 500) { EndSessionsAfter = 2 });
        var credentials = ClientCredentials();
        credentials["auth_type"] = "refresh_token";
        credentials["refresh_token"] = SalesforceServer.RefreshToken;
        (await Connector(server, credentials).ReadAsync("contacts")).Ids("Id").ShouldBe(Ordered(org, "Contact", DateTimeOffset.MinValue));
        server.TokensIssued.ShouldBe(2);
        server.Statuses.Count(s => s == 401).ShouldBe(1);
    }

    [Fact]
    public async Task Limit_of_calls_a_day_is_no_refusal()
    {
        var org = SalesforceOrg.With("Lead", 20, Now.AddDays(-5));
        await using var server = await VendorServer.StartAsync(new SalesforceServer(org, _time) { LimitedUntil = Now.AddMinutes(4) });
        (await Connector(server).ReadAsync("leads")).Records.Count.ShouldBe(20);
        server.Statuses.ShouldContain(403);
    }

    [Fact]
    public async Task Check_says_that_the_secret_is_wrong()
    {
        await using var server = await VendorServer.StartAsync(new SalesforceServer(SalesforceOrg.With("User", 3, Now.AddDays(-1)), _time));
        (await Connector(server).CheckAsync()).ShouldBe(new CheckResult(true, null));
        var check = await Connector(server, ClientCredentials("not-the-secret")).CheckAsync();
        check.Succeeded.ShouldBeFalse();
        check.Message.ShouldNotBeNull().ShouldContain("invalid client credentials");
        check.Message.ShouldNotContain("not-the-secret");
    }
}
