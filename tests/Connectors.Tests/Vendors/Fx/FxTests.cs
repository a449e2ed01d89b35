using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Vendors.Fx;

public sealed class FxTests
{
    private readonly SkippingTime _time = SkippingTime.At("2024-03-15T16:30:00Z");

    private async Task<FrankfurterServer> StartAsync()
    {
        var history = SharedData.Find("data/fx/eurofxref-hist.csv.gz");
        Assert.SkipWhen(history is null && !SharedData.IsRequired, "The shared data is not here.");
        return await VendorServer.StartAsync(new FrankfurterServer(history!, _time));
    }

    private VendorConnector Connector(FrankfurterServer server, JsonObject? settings = null)
    {
        var config = new JsonObject { ["base_url"] = $"{server.Url}/v2", ["start_date"] = "2019-12-28" };
        foreach (var (name, value) in settings ?? []) config[name] = value?.DeepClone();
        return new("fx", config, _time);
    }

    private static List<string> Keys(VendorRead read) => [.. read.Records.Select(r => $"{r["date"]} {r["base"]}/{r["quote"]} {r["rate"]!.ToJsonString()}")];

    private static List<string> Keys(FrankfurterServer server, string from, string to, string unit, params string[] quotes) =>
        [.. server.Rates.Between(DateOnly.Parse(from, null), DateOnly.Parse(to, null), unit, quotes.Length == 0 ? null : quotes)
            .Select(r => $"{r.Day:yyyy-MM-dd} {unit}/{r.Quote} {JsonValue.Create(r.Rate).ToJsonString()}")];

    [Fact]
    public async Task Every_rate_of_every_day_is_read_once()
    {
        await using var server = await StartAsync();
        var connector = Connector(server);
        var read = await connector.ReadAsync("rates");
        Keys(read).ShouldBe(Keys(server, "2019-12-28", "2024-03-15", "EUR"));
        read.Records.Count.ShouldBeGreaterThan(30_000);
        read.Records.ShouldFit(connector.Schemas()["rates"]);
        server.Statuses.ShouldAllBe(s => s == 200);
    }

    [Fact]
    public async Task Later_read_begins_some_days_before_the_last_one_ended()
    {
        await using var server = await StartAsync();
        server.Published = new DateOnly(2024, 3, 7);
        var connector = Connector(server, new JsonObject { ["base"] = "USD", ["symbols"] = new JsonArray("EUR", "CHF") });
        var first = await connector.ReadAsync("rates");
        Keys(first).ShouldBe(Keys(server, "2019-12-28", "2024-03-07", "USD", "EUR", "CHF"));
        server.Published = DateOnly.MaxValue;
        var second = await connector.ReadAsync("rates", first.State);
        Keys(second).ShouldBe(Keys(server, "2024-03-04", "2024-03-15", "USD", "EUR", "CHF"));

        // Nothing is asked for again where nothing is wanted again.
        (await Connector(server, new JsonObject { ["lookback_days"] = 0 }).ReadAsync("rates", second.State)).Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task End_date_is_the_last_day_read()
    {
        await using var server = await StartAsync();
        var read = await Connector(server, new JsonObject { ["end_date"] = "2020-01-10", ["symbols"] = new JsonArray("GBP") }).ReadAsync("rates");
        Keys(read).ShouldBe(Keys(server, "2019-12-28", "2020-01-10", "EUR", "GBP"));
    }

    [Theory]
    [InlineData("currencies")]
    [InlineData("providers")]
    public async Task Reference_list_is_read(string stream)
    {
        await using var server = await StartAsync();
        var connector = Connector(server);
        var read = await connector.ReadAsync(stream);
        read.Records.Count.ShouldBe(stream == "currencies" ? server.Rates.Currencies.Count : 1);
        read.Records.ShouldFit(connector.Schemas()[stream]);
    }

    [Fact]
    public async Task Check_names_an_unknown_currency()
    {
        await using var server = await StartAsync();
        (await Connector(server).CheckAsync()).ShouldBe(new CheckResult(true, null));
        var check = await Connector(server, new JsonObject { ["base"] = "XXX" }).CheckAsync();
        check.Succeeded.ShouldBeFalse();
        check.Message.ShouldNotBeNull().ShouldContain("unknown currency: XXX");
    }
}
