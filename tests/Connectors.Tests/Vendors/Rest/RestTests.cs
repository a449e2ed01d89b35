using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Vendors.Rest;

public sealed class RestTests
{
    private const string Pages = """{"name":"items","path":"/pages","records_path":["data","items"],"primary_key":["id"],"pagination":{"kind":"page","size":50,"size_parameter":"per_page"}}""";

    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");
    private readonly RestData _data;

    public RestTests() => _data = RestData.With(501, _time.GetUtcNow().AddDays(-2));

    private VendorConnector Connector(RestServer server, string stream, string auth = """{"kind":"none"}""") => new("rest", new JsonObject
    {
        ["base_url"] = $"{server.Url}/api", ["auth"] = JsonNode.Parse(auth), ["streams"] = new JsonArray(JsonNode.Parse(stream)),
    }, _time);

    private IEnumerable<string> Ids => _data.Items.Select(i => i["id"]!.ToString());

    [Theory]
    [InlineData(Pages)]
    [InlineData("""{"name":"items","path":"offsets","pagination":{"kind":"offset","size":50,"size_parameter":"limit"}}""")]
    [InlineData("""{"name":"items","path":"/cursors","parameters":{"kind":"all"},"records_path":["items"],"pagination":{"kind":"cursor","parameter":"after","path":["meta","next"]}}""")]
    [InlineData("""{"name":"items","path":"/addresses","records_path":["items"],"pagination":{"kind":"next_url","path":["next"]}}""")]
    [InlineData("""{"name":"items","path":"/links","pagination":{"kind":"link_header"}}""")]
    [InlineData("""{"name":"items","path":"/search","method":"POST","body":{"query":"everything"},"records_path":["found"]}""")]
    public async Task Every_kind_of_paging_reads_every_record_once(string stream)
    {
        await using var server = await VendorServer.StartAsync(new RestServer(_data, _time));
        (await Connector(server, stream).ReadAsync("items")).Ids().ShouldBe(Ids);
        server.Statuses.ShouldAllBe(s => s == 200);
    }

    [Theory]
    [InlineData("""{"name":"items","path":"/pages","records_path":["data","items"],"pagination":{"kind":"page","size":50,"size_parameter":"per_page"},"cursor":{"field":"updated_at","parameter":"updated_since"}}""")]
    [InlineData("""{"name":"items","path":"/links","pagination":{"kind":"link_header"},"cursor":{"field":"updated_at"}}""")]
    public async Task Cursor_reads_on_from_where_the_last_read_ended(string stream)
    {
        await using var server = await VendorServer.StartAsync(new RestServer(_data, _time));
        var connector = Connector(server, stream);
        var first = await connector.ReadAsync("items");
        first.Ids().ShouldBe(Ids);
        var late = _data.Add(_time.GetUtcNow().AddMinutes(-1));
        (await connector.ReadAsync("items", first.State)).Ids().ShouldBe(["i00498", "i00499", "i00500", late]);
    }

    [Theory]
    [InlineData("bearer", """{"kind":"bearer","token":"KEY"}""")]
    [InlineData("api_key_header", """{"kind":"api_key_header","name":"X-Api-Key","api_key":"KEY"}""")]
    [InlineData("api_key_parameter", """{"kind":"api_key_parameter","name":"key","api_key":"KEY"}""")]
    [InlineData("basic", """{"kind":"basic","username":"me","password":"KEY"}""")]
    [InlineData("client_credentials", """{"kind":"client_credentials","token_url":"URL/token","client_id":"me","client_secret":"KEY"}""")]
    public async Task Every_kind_of_access_is_accepted_and_a_wrong_secret_is_not(string kind, string auth)
    {
        await using var server = await VendorServer.StartAsync(new RestServer(_data, _time, kind));
        auth = auth.Replace("URL", server.Url, StringComparison.Ordinal);
        var right = Connector(server, Pages, auth.Replace("KEY", RestServer.Secret, StringComparison.Ordinal));
        (await right.CheckAsync()).ShouldBe(new CheckResult(true, null));
        (await right.ReadAsync("items")).Ids().ShouldBe(Ids);
        var check = await Connector(server, Pages, auth.Replace("KEY", "wrong-secret-2", StringComparison.Ordinal)).CheckAsync();
        check.Succeeded.ShouldBeFalse();
        check.Message.ShouldNotBeNull().ShouldNotContain("wrong-secret-2");
    }

    [Fact]
    public async Task Limit_of_the_api_is_waited_out()
    {
        await using var server = await VendorServer.StartAsync(new RestServer(_data, _time, callsPerMinute: 4));
        (await Connector(server, Pages).ReadAsync("items")).Ids().ShouldBe(Ids);
        server.Statuses.ShouldContain(429);
    }

    [Fact]
    public async Task Config_without_streams_is_refused()
    {
        await using var server = await VendorServer.StartAsync(new RestServer(_data, _time));
        var connector = new VendorConnector("rest", new JsonObject { ["base_url"] = server.Url, ["auth"] = new JsonObject { ["kind"] = "none" }, ["streams"] = new JsonArray() }, _time);
        var check = await connector.CheckAsync();
        check.Succeeded.ShouldBeFalse();
        check.Message.ShouldNotBeNull().ShouldContain("streams");
    }
}
