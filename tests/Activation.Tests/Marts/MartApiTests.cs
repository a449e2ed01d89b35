using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ControlPlane.Activation.Tests.Hosting;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Testing;

namespace ControlPlane.Activation.Tests.Marts;

public class MartApiTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
    public async Task Suspended_tenant_is_told_so()
    {
        await using var host = await StartAsync();
        await host.PublishAsync(new TenantSuspended(host.Tenant, 50, 50, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("suspended", () => host.ScalarAsync<bool>("SELECT suspended FROM activation.tenants WHERE tenant = @tenant"));
        (await host.ProblemAsync("marts/daily", HttpStatusCode.TooManyRequests)).GetProperty("type").GetString().ShouldBe("urn:controlplane:problem:suspended");
    }

    [Fact]
    public async Task Query_that_takes_too_long_is_stopped()
    {
        await using var host = await StartAsync(settings: ("Activation:MartStatementTimeout", "00:00:00.3"));
        await host.Warehouse.ExecuteAsync("""CREATE VIEW "MARTS".slow AS SELECT pg_sleep(60)::text AS a""");
        (await host.ProblemAsync("marts/slow", HttpStatusCode.ServiceUnavailable)).GetProperty("type").GetString().ShouldBe("urn:controlplane:problem:query-too-slow");
    }

    [Fact]
    public async Task Mart_that_the_warehouse_cannot_read_is_a_problem_and_not_an_empty_page()
    {
        await using var host = await StartAsync();
        await host.Warehouse.ExecuteAsync("""CREATE VIEW "MARTS".broken AS SELECT 1 / (events - 3) AS a, events FROM "MARTS".daily""");
        (await host.ProblemAsync("marts/broken", HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString()!.ShouldContain("division by zero");
        (await host.ProblemAsync("marts/daily?repo_name=like.%5C", HttpStatusCode.BadRequest)).GetProperty("type").GetString().ShouldBe("urn:controlplane:problem:invalid-value");
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

    private async Task<ActivationHost> StartAsync(string rows = FiveRows.Sql, params (string Key, string Value)[] settings)
    {
        var host = await ActivationHost.StartAsync(postgres, settings: settings);
        await host.Warehouse.ExecuteAsync(FiveRows.Table + rows);
        return host;
    }
}
