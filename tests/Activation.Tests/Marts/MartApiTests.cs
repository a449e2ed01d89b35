using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Activation.Tests.Hosting;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Testing;

namespace ControlPlane.Activation.Tests.Marts;

public class MartApiTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Marts_are_listed_with_their_columns_and_nothing_of_other_schemas()
    {
        await using var host = await StartAsync();
        var marts = (await host.GetAsync("marts")).GetProperty("marts");
        marts.GetArrayLength().ShouldBe(1);
        marts[0].GetProperty("name").GetString().ShouldBe("daily");
        marts[0].GetProperty("columns")[0].GetRawText().ShouldBe("""{"name":"day","type":"date","nullable":true}""");
    }

    [Fact]
    public async Task Values_keep_their_type_and_every_digit()
    {
        await using var host = await StartAsync(rows: "");
        await host.Warehouse.ExecuteAsync("""
            CREATE TABLE "MARTS".kinds (a smallint, b bigint, c numeric, d double precision, e boolean, f text, g date, h timestamp, i timestamptz, j jsonb, k json, l text[], m uuid, n bytea, o interval, p numeric, "quoted "" name" text);
            INSERT INTO "MARTS".kinds VALUES (1, 9223372036854775807, 123456789012345678901234567890.0123456789, 0.1, true, E'ü "q" \\ \n 😀', '2026-02-28', '2026-02-28 12:00:00.5', '2026-02-28 12:00:00+02',
                '{"a": [1, 2.50]}', E'{"a":\n 1}', '{x,"y z"}', '00000000-0000-0000-0000-000000000001', '\xff', '1 day 02:00', 'NaN', 'x');
            INSERT INTO "MARTS".kinds DEFAULT VALUES;
            """);
        var text = await host.Http.GetStringAsync($"/v1/tenants/{host.Tenant}/marts/kinds", Ct);
        text.ShouldBe("""
            {"rows":[{"a":1,"b":9223372036854775807,"c":123456789012345678901234567890.0123456789,"d":0.1,"e":true,"f":"ü \"q\" \\ \n \uD83D\uDE00","g":"2026-02-28","h":"2026-02-28T12:00:00.5","i":"2026-02-28T10:00:00Z","j":{"a": [1, 2.50]},"k":{"a": 1},"l":["x", "y z"],"m":"00000000-0000-0000-0000-000000000001","n":"\\xff","o":"P1DT2H","p":"NaN","quoted \" name":"x"},{"a":null,"b":null,"c":null,"d":null,"e":null,"f":null,"g":null,"h":null,"i":null,"j":null,"k":null,"l":null,"m":null,"n":null,"o":null,"p":null,"quoted \" name":null}],"next":null}
            """.Trim());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public async Task Paging_shows_every_row_once_even_when_rows_are_the_same(int limit)
    {
        await using var host = await StartAsync("""
            INSERT INTO "MARTS".daily SELECT DATE '2026-01-01' + i % 3, CASE WHEN i % 5 = 0 THEN NULL ELSE 'repo' || i % 2 END, i % 4, NULL, NULL FROM generate_series(1, 60) i;
            INSERT INTO "MARTS".daily SELECT NULL, NULL, NULL, NULL, NULL FROM generate_series(1, 9);
            """);
        foreach (var order in new[] { "", "&order=events.desc,repo_name" })
        {
            List<string> rows = [];
            string? cursor = null;
            do
            {
                var page = await host.GetAsync($"marts/daily?limit={limit}{order}{(cursor is null ? "" : $"&cursor={cursor}")}");
                page.GetProperty("rows").GetArrayLength().ShouldBeInRange(1, limit);
                rows.AddRange(page.GetProperty("rows").EnumerateArray().Select(row => row.GetRawText()));
                cursor = page.GetProperty("next").GetString();
            }
            while (cursor is not null);
            var all = (await host.GetAsync($"marts/daily?limit=1000{order}")).GetProperty("rows").EnumerateArray().Select(row => row.GetRawText()).ToList();
            all.Count.ShouldBe(69);
            rows.ShouldBe(all);
        }
    }

    [Fact]
    public async Task Cursor_of_another_query_or_of_nobody_is_refused()
    {
        await using var host = await StartAsync();
        var cursor = (await host.GetAsync("marts/daily?limit=1")).GetProperty("next").GetString();
        foreach (var query in new[] { $"cursor={cursor}&order=events", $"cursor={cursor}&events=gt.1", "cursor=AAAA", "cursor=%27%20OR%201=1", $"cursor={cursor}x", "cursor=" })
            (await ProblemAsync(host, $"marts/daily?{query}", HttpStatusCode.BadRequest)).GetProperty("errors").GetProperty("cursor").GetArrayLength().ShouldBe(1);
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
        await using var host = await StartAsync();
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
        await using var host = await StartAsync();
        var problem = await ProblemAsync(host, $"marts/daily?{query}", HttpStatusCode.BadRequest);
        problem.GetProperty("type").GetString().ShouldBe("urn:controlplane:problem:invalid-query");
        string.Join(' ', problem.GetProperty("errors").GetProperty(parameter).EnumerateArray().Select(error => error.GetString())).ShouldContain(said);
    }

    [Fact]
    public async Task Every_error_of_a_query_is_reported_at_once()
    {
        await using var host = await StartAsync();
        (await ProblemAsync(host, "marts/daily?limit=x&columns=y&events=eq.z&nope=1", HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateObject().Count().ShouldBe(4);
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
        await using var host = await StartAsync();
        var text = Uri.EscapeDataString(attack);
        (await host.GetAsync($"marts/daily?repo_name=eq.{text}")).GetProperty("rows").GetArrayLength().ShouldBe(0);
        (await host.GetAsync($"marts/daily?repo_name=in.(\"{Uri.EscapeDataString(attack.Replace("\"", "\"\"", StringComparison.Ordinal))}\",a/b)")).GetProperty("rows").GetArrayLength().ShouldBe(2);
        if (!attack.StartsWith('\\')) (await host.GetAsync($"marts/daily?repo_name=like.{text}")).GetProperty("rows").GetArrayLength().ShouldBe(0);
        foreach (var path in new[] { $"marts/daily?{text}=eq.1", $"marts/daily?columns={text}", $"marts/daily?order={text}", $"marts/daily?limit={text}", $"marts/daily?cursor={text}", $"marts/daily?format={text}", $"marts/daily?events={text}", $"marts/daily?events=eq.{text}", $"marts/daily?day=in.({text})" })
            await ProblemAsync(host, path, HttpStatusCode.BadRequest);
        await ProblemAsync(host, $"marts/{text}", HttpStatusCode.NotFound);
        (await host.Warehouse.ScalarAsync<long>("""SELECT count(*) FROM "MARTS".daily""")).ShouldBe(5);
    }

    [Fact]
    public async Task Columns_with_hostile_names_are_quoted()
    {
        await using var host = await StartAsync();
        await host.Warehouse.ExecuteAsync("""CREATE TABLE "MARTS"."Odd ""Table; --" ("a""; DROP" text, "t" int); INSERT INTO "MARTS"."Odd ""Table; --" VALUES ('v', 1);""");
        var rows = await host.GetAsync($"marts/{Uri.EscapeDataString("Odd \"Table; --")}?{Uri.EscapeDataString("a\"; DROP")}=eq.v&order=t.desc&limit=1");
        rows.GetRawText().ShouldBe("""{"rows":[{"a\"; DROP":"v","t":1}],"next":null}""");
    }

    [Fact]
    public async Task Csv_is_escaped_and_tells_null_from_empty()
    {
        await using var host = await StartAsync("""
            INSERT INTO "MARTS".daily VALUES ('2026-01-01', 'plain', 1, '2026-01-01 10:00+00', '{"a": 1}'), ('2026-01-02', E'comma, "quote"\nline', -2, NULL, NULL), ('2026-01-03', '', 3, NULL, NULL), ('2026-01-04', '=1+1', 4, NULL, NULL), ('2026-01-05', 'ünïcödé 😀', NULL, NULL, NULL);
            """);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/tenants/{host.Tenant}/marts/daily");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var response = await host.Http.SendAsync(request, Ct);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        (await response.Content.ReadAsStringAsync(Ct)).ShouldBe(
            "day,repo_name,events,seen,extra\r\n2026-01-01,plain,1,2026-01-01T10:00:00Z,\"{\"\"a\"\": 1}\"\r\n2026-01-02,\"comma, \"\"quote\"\"\nline\",-2,,\r\n2026-01-03,\"\",3,,\r\n2026-01-04,=1+1,4,,\r\n2026-01-05,ünïcödé 😀,,,\r\n");
        (await host.Http.GetStringAsync($"/v1/tenants/{host.Tenant}/marts/daily?format=csv&spreadsheet=true&columns=repo_name,events&events=in.(4,-2)", Ct))
            .ShouldBe("repo_name,events\r\n\"comma, \"\"quote\"\"\nline\",-2\r\n'=1+1,4\r\n");
    }

    [Fact]
    public async Task Csv_and_ndjson_page_by_link_header()
    {
        await using var host = await StartAsync();
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
        await using var host = await StartAsync();
        var own = (await host.Keys.CreateAsync(host.Tenant, "own", Ct)).Secret;
        var other = (await host.Keys.CreateAsync(PostgresFixture.NewTenant(), "other", Ct)).Secret;
        foreach (var path in new[] { "marts", "marts/daily", "activations", "refreshes" })
        {
            (await StatusAsync(host, own, path)).ShouldBe(HttpStatusCode.OK);
            (await StatusAsync(host, other, path)).ShouldBe(HttpStatusCode.NotFound);
            (await StatusAsync(host, null, path)).ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Unknown_mart_is_answered_with_the_marts_that_there_are()
    {
        await using var host = await StartAsync();
        (await ProblemAsync(host, "marts/secrets_of_raw", HttpStatusCode.NotFound)).GetProperty("marts")[0].GetString().ShouldBe("daily");
        (await host.Http.GetAsync($"/v1/tenants/{PostgresFixture.NewTenant()}/marts/daily", Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Suspended_tenant_is_told_so()
    {
        await using var host = await StartAsync();
        await host.PublishAsync(new TenantSuspended(host.Tenant, 50, 50, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("suspended", () => host.ScalarAsync<bool>("SELECT suspended FROM activation.tenants WHERE tenant = @tenant"));
        (await ProblemAsync(host, "marts/daily", HttpStatusCode.TooManyRequests)).GetProperty("type").GetString().ShouldBe("urn:controlplane:problem:suspended");
    }

    [Fact]
    public async Task Query_that_takes_too_long_is_stopped()
    {
        await using var host = await StartAsync(settings: ("Activation:MartStatementTimeout", "00:00:00.3"));
        await host.Warehouse.ExecuteAsync("""CREATE VIEW "MARTS".slow AS SELECT pg_sleep(60)::text AS a""");
        (await ProblemAsync(host, "marts/slow", HttpStatusCode.ServiceUnavailable)).GetProperty("type").GetString().ShouldBe("urn:controlplane:problem:query-too-slow");
    }

    [Fact]
    public async Task Mart_that_the_warehouse_cannot_read_is_a_problem_and_not_an_empty_page()
    {
        await using var host = await StartAsync();
        await host.Warehouse.ExecuteAsync("""CREATE VIEW "MARTS".broken AS SELECT 1 / (events - 3) AS a, events FROM "MARTS".daily""");
        (await ProblemAsync(host, "marts/broken", HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString()!.ShouldContain("division by zero");
        (await ProblemAsync(host, "marts/daily?repo_name=like.%5C", HttpStatusCode.BadRequest)).GetProperty("type").GetString().ShouldBe("urn:controlplane:problem:invalid-value");
    }

    [Fact]
    public async Task Malformed_tenant_is_a_problem()
    {
        await using var host = await StartAsync();
        using var response = await host.Http.GetAsync("/v1/tenants/Nobody/marts", Ct);
        ((int)response.StatusCode).ShouldBeInRange(400, 404);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Caller_who_leaves_ends_the_statement()
    {
        await using var host = await StartAsync();
        await host.Warehouse.ExecuteAsync("""CREATE VIEW "MARTS".slow AS SELECT pg_sleep(60)::text AS a""");
        using var leaving = new CancellationTokenSource();
        var request = host.Http.GetAsync($"/v1/tenants/{host.Tenant}/marts/slow", leaving.Token);
        const string running = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename LIKE '%READER' AND query LIKE '%slow%' AND state = 'active'";
        await Eventually.TrueAsync("the statement runs", async () => await host.Warehouse.ScalarAsync<long>(running) == 1);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(request);
        await Eventually.TrueAsync("the statement has ended", async () => await host.Warehouse.ScalarAsync<long>(running) == 0);
    }

    [Fact]
    public async Task Large_mart_streams_with_flat_memory()
    {
        await using var host = await StartAsync(rows: "INSERT INTO \"MARTS\".daily SELECT '2026-01-01', 'repository ' || i, i, '2026-01-01 10:00+00', '{\"a\": 1}' FROM generate_series(1, 300000) i;");
        foreach (var format in new[] { "csv", "json&limit=100000" })
        {
            var started = System.Diagnostics.Stopwatch.StartNew();
            using var response = await host.Http.GetAsync($"/v1/tenants/{host.Tenant}/marts/daily?format={format}", HttpCompletionOption.ResponseHeadersRead, Ct);
            await using var body = await response.Content.ReadAsStreamAsync(Ct);
            var buffer = new byte[64 * 1024];
            long bytes = 0, peak = 0;
            for (int read, rounds = 0; (read = await body.ReadAsync(buffer, Ct)) > 0; rounds++)
            {
                bytes += read;
                if (rounds % 200 == 0) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
            }
            TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{format}: {bytes / 1e6:0.0} MB in {started.Elapsed.TotalSeconds:0.00} s, peak {peak / 1e6:0} MB"));
            bytes.ShouldBeGreaterThan(9_000_000);
            peak.ShouldBeLessThan(100_000_000);
        }
    }

    private const string FiveRows = """
        INSERT INTO "MARTS".daily VALUES ('2026-01-01', 'a/b', 1, NULL, NULL), ('2026-01-01', 'a/b', 2, NULL, NULL), ('2026-01-02', 'c/d', 3, '2026-01-02 10:00+00', NULL), ('2026-01-03', 'x,y', 4, NULL, NULL), ('2026-01-04', NULL, NULL, NULL, NULL);
        """;

    private async Task<ActivationHost> StartAsync(string rows = FiveRows, params (string Key, string Value)[] settings)
    {
        var host = await ActivationHost.StartAsync(postgres, settings: settings);
        await host.Warehouse.ExecuteAsync($"""CREATE TABLE "MARTS".daily (day date, repo_name text, events bigint, seen timestamptz, extra jsonb); {rows}""");
        return host;
    }

    private static async Task<JsonElement> ProblemAsync(ActivationHost host, string path, HttpStatusCode status)
    {
        using var response = await host.Http.GetAsync($"/v1/tenants/{host.Tenant}/{path}", Ct);
        response.StatusCode.ShouldBe(status, path + await response.Content.ReadAsStringAsync(Ct));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private static async Task<HttpStatusCode> StatusAsync(ActivationHost host, string? token, string path)
    {
        using var client = host.Client(token);
        using var response = await client.GetAsync($"/v1/tenants/{host.Tenant}/{path}", Ct);
        return response.StatusCode;
    }
}
