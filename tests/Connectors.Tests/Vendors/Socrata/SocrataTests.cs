using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Vendors.Socrata;

public sealed class SocrataTests
{
    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");
    private readonly PortalDataset _dataset;

    public SocrataTests() => _dataset = PortalDataset.With(5200, _time.GetUtcNow().AddDays(-3));

    private Task<SocrataServer> StartAsync(int callsWithoutToken = 300) => VendorServer.StartAsync(new SocrataServer(_dataset, _time, callsWithoutToken));

    private VendorConnector Connector(SocrataServer server, string? token = SocrataServer.Token, string id = PortalDataset.Id)
    {
        var config = new JsonObject { ["base_url"] = server.Url, ["dataset_id"] = id, ["page_size"] = 1000 };
        if (token is not null) config["app_token"] = token;
        return new("socrata", config, _time);
    }

    private List<string> Since(DateTimeOffset bound) =>
        [.. _dataset.Rows.Where(r => PortalDataset.Updated(r) >= bound).Select(r => r[":id"]!.ToString()).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Every_row_is_read_and_then_what_has_changed()
    {
        await using var server = await StartAsync();
        var connector = Connector(server);
        var boundary = _dataset.Rows.Max(PortalDataset.Updated);
        var first = await connector.ReadAsync("rows");
        first.Ids(":id").ShouldBe(Since(DateTimeOffset.MinValue));
        first.Requests.ShouldBe(6);

        var changed = _dataset.Rows[17][":id"]!.ToString();
        _dataset.Change(changed, _time.GetUtcNow().AddMinutes(-2));
        var added = _dataset.Add(_time.GetUtcNow().AddMinutes(-1));
        _dataset.Remove(_dataset.Rows[40][":id"]!.ToString());
        var second = await connector.ReadAsync("rows", first.State);
        second.Ids(":id").ShouldBe(Since(boundary));
        second.Ids(":id").ShouldContain(changed);
        second.Ids(":id").ShouldContain(added);
        (await connector.ReadAsync("rows", second.State)).Ids(":id").ShouldBe([added]);
        server.Statuses.ShouldAllBe(s => s == 200);
    }

    [Fact]
    public async Task Page_that_is_exactly_full_is_followed_by_an_empty_one()
    {
        foreach (var row in _dataset.Rows.Skip(2000).Select(r => r[":id"]!.ToString()).ToList()) _dataset.Remove(row);
        await using var server = await StartAsync();
        var read = await Connector(server).ReadAsync("rows");
        read.Ids(":id").ShouldBe(Since(DateTimeOffset.MinValue));
        read.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task Text_and_nested_values_arrive_as_they_are_and_empty_fields_not_at_all()
    {
        await using var server = await StartAsync();
        var read = await Connector(server).ReadAsync("rows");
        var expected = _dataset.Rows[15];
        var row = read.Records.Single(r => r[":id"]!.ToString() == expected[":id"]!.ToString());
        row["nom"]!.ToString().ShouldBe(expected["nom"]!.ToString());
        row["geo"]!.ToJsonString().ShouldBe(expected["geo"]!.ToJsonString());
        row.ContainsKey("capacitat").ShouldBeFalse();
    }

    [Fact]
    public async Task Columns_are_read_with_their_types()
    {
        await using var server = await StartAsync();
        var connector = Connector(server);
        var read = await connector.ReadAsync("columns");
        read.Ids("fieldName").ShouldBe(["registre", "nom", "capacitat", "inscripcio", "telefon", "geo"]);
        read.Records.ShouldFit(connector.Schemas()["columns"]);
    }

    [Fact]
    public async Task Query_that_takes_long_is_asked_for_again_and_the_shared_limit_is_waited_out()
    {
        await using var server = await StartAsync(callsWithoutToken: 4);
        server.RunLong(1);
        (await Connector(server, token: null).ReadAsync("rows")).Ids(":id").ShouldBe(Since(DateTimeOffset.MinValue));
        server.Statuses.ShouldContain(202);
        server.Statuses.ShouldContain(429);
        server.Requests.ShouldAllBe(r => !r.Headers.ContainsKey("X-App-Token"));
    }

    [Theory]
    [InlineData("wrong-token", PortalDataset.Id, "Invalid app_token")]
    [InlineData(SocrataServer.Token, "none-here", "no dataset none-here")]
    public async Task Check_says_what_is_wrong(string token, string id, string problem)
    {
        await using var server = await StartAsync();
        (await Connector(server).CheckAsync()).ShouldBe(new CheckResult(true, null));
        var check = await Connector(server, token, id).CheckAsync();
        check.Succeeded.ShouldBeFalse();
        check.Message.ShouldNotBeNull().ShouldContain(problem);
    }
}
