using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Vendors.Stripe;

public sealed class StripeTests
{
    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");

    private DateTimeOffset Now => _time.GetUtcNow();

    private VendorConnector Connector(StripeServer server, string key = StripeServer.Key) =>
        new("stripe", new JsonObject { ["base_url"] = $"{server.Url}/v1", ["api_key"] = key, ["start_date"] = "2020-01-01" }, _time);

    private async Task<(StripeServer Server, StripeAccount Account)> StartAsync(int objects = 230)
    {
        var account = StripeAccount.With(objects, Now.AddDays(-10), TimeSpan.FromMinutes(90));
        return (await VendorServer.StartAsync(new StripeServer(account, _time)), account);
    }

    [Theory]
    [InlineData("customers")]
    [InlineData("charges")]
    [InlineData("payment_intents")]
    [InlineData("invoices")]
    [InlineData("subscriptions")]
    [InlineData("products")]
    [InlineData("prices")]
    [InlineData("refunds")]
    [InlineData("payouts")]
    [InlineData("disputes")]
    [InlineData("balance_transactions")]
    public async Task List_is_read_whole_and_then_from_where_it_ended(string resource)
    {
        var (server, account) = await StartAsync();
        await using var _ = server;
        var connector = Connector(server);
        var first = await connector.ReadAsync(resource);
        first.Ids().ShouldBe(account.List(resource).Select(o => o["id"]!.ToString()));
        first.Records.ShouldFit(connector.Schemas()[resource]);

        var boundary = account.List(resource)[0]["created"]!.GetValue<long>();
        var late = account.Create(resource, Now.AddMinutes(-5));
        var second = await connector.ReadAsync(resource, first.State);
        second.Ids().ShouldBe(account.List(resource).Where(o => o["created"]!.GetValue<long>() >= boundary).Select(o => o["id"]!.ToString()));
        second.Ids().ShouldContain(late);
        second.Records.ShouldFit(connector.Schemas()[resource]);
        server.Statuses.ShouldAllBe(s => s == 200 || s == 429);
    }

    [Fact]
    public async Task Events_are_read_whole_and_then_from_where_they_ended()
    {
        var (server, account) = await StartAsync(60);
        await using var _ = server;
        var connector = Connector(server);
        var first = await connector.ReadAsync("events");
        first.Ids().ShouldBe(account.List("events").Select(e => e["id"]!.ToString()));
        first.Records.ShouldFit(connector.Schemas()["events"]);
        account.Create("payouts", Now.AddMinutes(-1));
        (await connector.ReadAsync("events", first.State)).Ids().ShouldContain(account.List("events")[0]["id"]!.ToString());
    }

    [Fact]
    public async Task Change_and_deletion_of_old_objects_are_found_by_the_next_read()
    {
        var (server, account) = await StartAsync();
        await using var _ = server;
        var connector = Connector(server);
        var first = await connector.ReadAsync("customers");
        account.Change("customers", "cus_000003", Now.AddMinutes(-9), c => c["email"] = "zoë@example.org");
        account.Delete("customers", "cus_000004", Now.AddMinutes(-8));
        var second = await connector.ReadAsync("customers", first.State);
        second.Records.Single(r => r["id"]!.ToString() == "cus_000003")["email"]!.ToString().ShouldBe("zoë@example.org");
        second.Records.Single(r => r["id"]!.ToString() == "cus_000004")["is_deleted"]!.GetValue<bool>().ShouldBeTrue();
        second.Records.Single(r => r["id"]!.ToString() == "cus_000003")["is_deleted"]!.GetValue<bool>().ShouldBeFalse();
        second.Records.Count.ShouldBeLessThan(10);
    }

    [Fact]
    public async Task State_older_than_the_events_starts_over()
    {
        var (server, account) = await StartAsync();
        await using var _ = server;
        var connector = Connector(server);
        var state = new JsonObject { ["updated"] = Now.AddDays(-40).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) };
        (await connector.ReadAsync("prices", state)).Ids().ShouldBe(account.List("prices").Select(o => o["id"]!.ToString()));
        server.Requests.ShouldAllBe(r => r.Path == "/v1/prices");
    }

    [Fact]
    public async Task Line_items_are_read_for_every_invoice_and_again_only_for_changed_ones()
    {
        var (server, account) = await StartAsync(140);
        await using var _ = server;
        var connector = Connector(server);
        var all = account.List("invoices").SelectMany(i => account.Lines(i["id"]!.ToString())).Select(l => l["id"]!.ToString()).ToList();
        var first = await connector.ReadAsync("invoice_line_items");
        first.Ids().ShouldBe(all, ignoreOrder: true);
        first.Records.ShouldFit(connector.Schemas()["invoice_line_items"]);

        account.AddLine("in_000101", Now.AddMinutes(-3));
        server.Requests.Clear();
        var second = await connector.ReadAsync("invoice_line_items", first.State);
        account.Lines("in_000101").Select(l => l["id"]!.ToString()).Except(second.Ids()).ShouldBeEmpty();
        second.Ids().ShouldBeUnique();
        server.Requests.Count(r => r.Path.EndsWith("/lines", StringComparison.Ordinal)).ShouldBeLessThan(12);
    }

    [Fact]
    public async Task Documented_rate_is_kept_or_waited_for_and_locks_are_tried_again()
    {
        var account = StripeAccount.With(3100, Now.AddDays(-20), TimeSpan.FromMinutes(30));
        await using var server = await VendorServer.StartAsync(new StripeServer(account, _time));
        server.Lock(2);
        (await Connector(server).ReadAsync("charges")).Ids().ShouldBe(account.List("charges").Select(o => o["id"]!.ToString()));
        _time.Waits.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("sk_test_wrong", "Invalid API Key")]
    [InlineData(StripeServer.ForbiddenKey, "permission")]
    public async Task Check_says_what_is_wrong_with_a_key(string key, string problem)
    {
        var (server, account) = await StartAsync(3);
        await using var _ = server;
        (await Connector(server).CheckAsync()).ShouldBe(new CheckResult(true, null));
        var check = await Connector(server, key).CheckAsync();
        check.Succeeded.ShouldBeFalse();
        check.Message.ShouldNotBeNull().ShouldContain(problem);
        check.Message.ShouldNotContain(key);
    }

    [Theory]
    [InlineData("customers", "customer")]
    [InlineData("charges", "charge")]
    [InlineData("payment_intents", "payment_intent")]
    [InlineData("invoices", "invoice")]
    [InlineData("subscriptions", "subscription")]
    [InlineData("products", "product")]
    [InlineData("prices", "price")]
    [InlineData("refunds", "refund")]
    [InlineData("payouts", "payout")]
    [InlineData("disputes", "dispute")]
    [InlineData("balance_transactions", "balance_transaction")]
    [InlineData("events", "event")]
    public void Published_sample_fits_the_declared_schema(string stream, string sample)
    {
        var file = SharedData.Find("contracts/stripe.fixtures.json");
        Assert.SkipWhen(file is null && !SharedData.IsRequired, "The shared data is not here.");
        var samples = JsonNode.Parse(File.ReadAllText(file!))!["resources"]!;
        new[] { samples[sample]!.AsObject() }.ShouldFit(Connectors(stream));
    }

    private JsonObject? Connectors(string stream) => new VendorConnector("stripe", [], _time).Schemas()[stream];
}
