using System.Net;
using System.Text.Json;
using ControlPlane.Testing;

namespace ControlPlane.Activation.Tests.Marts;

/// <summary>Questions to one mart that none of them changes.</summary>
public class MartQueryTests(FiveRows fixture) : IClassFixture<FiveRows>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Marts_are_listed_with_their_columns_and_nothing_of_other_schemas()
    {
        var host = fixture.Host;
        var marts = (await host.GetAsync("marts")).GetProperty("marts");
        marts.GetArrayLength().ShouldBe(1);
        marts[0].GetProperty("name").GetString().ShouldBe("daily");
        marts[0].GetProperty("columns")[0].GetRawText().ShouldBe("""{"name":"day","type":"date","nullable":true}""");
    }

    [Fact]
    public async Task Cursor_of_another_query_or_of_nobody_is_refused()
    {
        var host = fixture.Host;
        var cursor = (await host.GetAsync("marts/daily?limit=1")).GetProperty("next").GetString();
        foreach (var query in new[] { $"cursor={cursor}&order=events", $"cursor={cursor}&events=gt.1", "cursor=AAAA", "cursor=%27%20OR%201=1", $"cursor={cursor}x", "cursor=" })
            (await host.ProblemAsync($"marts/daily?{query}", HttpStatusCode.BadRequest)).GetProperty("errors").GetProperty("cursor").GetArrayLength().ShouldBe(1);
        (await host.GetAsync($"marts/daily?limit=2&columns=events&cursor={cursor}")).GetProperty("rows").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("repo_name=eq.a/b", 2)]
    [InlineData("repo_name=ne.a/b", 2)]
    [InlineData("events=gt.1", 3)]
    [InlineData("events=gte.1&events=lt.3", 2)]
    [InlineData("events=lte.2&repo_name=eq.a/b", 2)]
    [InlineData("repo_name=like.%25d", 1)]
    [InlineData("repo_name=in.(a/b,\"x,y\")", 3)]
    [InlineData("repo_name=is.null", 1)]
    [InlineData("repo_name=is.notnull", 4)]
    [InlineData("day=gte.2026-01-02", 3)]
    [InlineData("seen=gt.2026-01-01T00:00:00Z", 1)]
    [InlineData("events=in.(1,2)", 2)]
    public async Task Filters_select_rows(string query, int rows)
    {
        var host = fixture.Host;
        (await host.GetAsync($"marts/daily?{query}")).GetProperty("rows").GetArrayLength().ShouldBe(rows);
    }

    [Theory]
    [InlineData("nothing=eq.1", "nothing", "day, repo_name, events, seen, extra")]
    [InlineData("columns=day,nothing", "columns", "there are: day")]
    [InlineData("columns=day,day", "columns", "more than once")]
    [InlineData("events=about.1", "events", "eq, ne, gt")]
    [InlineData("events=1", "events", "is not a filter")]
    [InlineData("events=eq.one", "events", "is bigint")]
    [InlineData("events=eq.99999999999999999999", "events", "is bigint")]
    [InlineData("events=like.1", "events", "like is for text")]
    [InlineData("day=eq.yesterday", "day", "is date")]
    [InlineData("repo_name=in.a,b", "repo_name", "in wants a list")]
    [InlineData("repo_name=eq.%00", "repo_name", "NUL")]
    [InlineData("limit=0", "limit", "1 to 100000")]
    [InlineData("limit=100001", "limit", "1 to 100000")]
    [InlineData("limit=1;DROP", "limit", "1 to 100000")]
    [InlineData("order=nothing", "order", "is not a column")]
    [InlineData("order=extra", "order", "cannot be ordered")]
    [InlineData("format=xml", "format", "json, csv or ndjson")]
    [InlineData("limit=1&limit=2", "limit", "given once")]
    public async Task Query_that_is_not_valid_says_what_is_allowed(string query, string parameter, string said)
    {
        var host = fixture.Host;
        var problem = await host.ProblemAsync($"marts/daily?{query}", HttpStatusCode.BadRequest);
        problem.GetProperty("type").GetString().ShouldBe("urn:controlplane:problem:invalid-query");
        string.Join(' ', problem.GetProperty("errors").GetProperty(parameter).EnumerateArray().Select(error => error.GetString())).ShouldContain(said);
    }

    [Fact]
    public async Task Every_error_of_a_query_is_reported_at_once()
    {
        var host = fixture.Host;
        (await host.ProblemAsync("marts/daily?limit=x&columns=y&events=eq.z&nope=1", HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateObject().Count().ShouldBe(4);
    }

    [Theory]
    [InlineData("'; DROP TABLE \"MARTS\".daily; --")]
    [InlineData("\"; DROP TABLE \"MARTS\".daily; --")]
    [InlineData("x' OR '1'='1")]
    [InlineData("x) OR (1=1")]
    [InlineData("$1")]
    [InlineData("*/ SELECT 1 /*")]
    [InlineData("\\'; SELECT pg_sleep(10); --")]
    public async Task Sql_in_any_parameter_is_only_a_value_or_an_error(string attack)
    {
        var host = fixture.Host;
        var text = Uri.EscapeDataString(attack);
        (await host.GetAsync($"marts/daily?repo_name=eq.{text}")).GetProperty("rows").GetArrayLength().ShouldBe(0);
        (await host.GetAsync($"marts/daily?repo_name=in.(\"{Uri.EscapeDataString(attack.Replace("\"", "\"\"", StringComparison.Ordinal))}\",a/b)")).GetProperty("rows").GetArrayLength().ShouldBe(2);
        if (!attack.StartsWith('\\')) (await host.GetAsync($"marts/daily?repo_name=like.{text}")).GetProperty("rows").GetArrayLength().ShouldBe(0);
        foreach (var path in new[] { $"marts/daily?{text}=eq.1", $"marts/daily?columns={text}", $"marts/daily?order={text}", $"marts/daily?limit={text}", $"marts/daily?cursor={text}", $"marts/daily?format={text}", $"marts/daily?events={text}", $"marts/daily?events=eq.{text}", $"marts/daily?day=in.({text})" })
            await host.ProblemAsync(path, HttpStatusCode.BadRequest);
        await host.ProblemAsync($"marts/{text}", HttpStatusCode.NotFound);
        (await host.Warehouse.ScalarAsync<long>("""SELECT count(*) FROM "MARTS".daily""")).ShouldBe(5);
    }

    [Fact]
    public async Task Csv_and_ndjson_page_by_link_header()
    {
        var host = fixture.Host;
        var next = $"/v1/tenants/{host.Tenant}/marts/daily?format=ndjson&limit=2";
        List<string> lines = [];
        while (next is not null)
        {
            using var response = await host.Http.GetAsync(next, Ct);
            lines.AddRange((await response.Content.ReadAsStringAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            next = response.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }
        lines.Count.ShouldBe(5);
        lines.Distinct().Count().ShouldBe(5);
        JsonDocument.Parse(lines[0]).RootElement.GetProperty("day").GetString().ShouldBe("2026-01-01");
    }

    [Fact]
    public async Task Key_of_another_tenant_finds_nothing_and_a_missing_key_is_unauthorized()
    {
        var host = fixture.Host;
        var own = (await host.Keys.CreateAsync(host.Tenant, "own", Ct)).Secret;
        var other = (await host.Keys.CreateAsync(PostgresFixture.NewTenant(), "other", Ct)).Secret;
        foreach (var path in new[] { "marts", "marts/daily", "activations", "refreshes" })
        {
            (await host.StatusAsync(own, path)).ShouldBe(HttpStatusCode.OK);
            (await host.StatusAsync(other, path)).ShouldBe(HttpStatusCode.NotFound);
            (await host.StatusAsync(null, path)).ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Unknown_mart_is_answered_with_the_marts_that_there_are()
    {
        var host = fixture.Host;
        (await host.ProblemAsync("marts/secrets_of_raw", HttpStatusCode.NotFound)).GetProperty("marts")[0].GetString().ShouldBe("daily");
        (await host.Http.GetAsync($"/v1/tenants/{PostgresFixture.NewTenant()}/marts/daily", Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Malformed_tenant_is_a_problem()
    {
        var host = fixture.Host;
        using var response = await host.Http.GetAsync("/v1/tenants/Nobody/marts", Ct);
        ((int)response.StatusCode).ShouldBeInRange(400, 404);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }
}
