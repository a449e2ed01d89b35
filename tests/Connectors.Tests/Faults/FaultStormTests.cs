using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests.Faults;

/// <summary>A read of many pages from a source at which every kind of fault happens, again and again.</summary>
public sealed class FaultStormTests
{
    private const int Pages = 40;
    private const int PerPage = 50;

    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");

    private static readonly Func<HttpContext, byte[], Task>[] Faults =
    [
        (context, _) => StatusAsync(context, 500),
        (context, _) => StatusAsync(context, 502),
        (context, _) => StatusAsync(context, 503, "3"),
        (context, _) => StatusAsync(context, 429, "2"),
        (context, _) => StatusAsync(context, 429),
        (context, _) => { context.Abort(); return Task.CompletedTask; },
        async (context, page) => { await context.Response.Body.WriteAsync(page.AsMemory(0, page.Length / 2)); await context.Response.Body.FlushAsync(); context.Abort(); },
        (context, page) => context.Response.Body.WriteAsync(page.AsMemory(0, page.Length * 2 / 3)).AsTask(),
        (context, page) => { context.Response.Headers.ContentEncoding = "gzip"; return context.Response.Body.WriteAsync(Gzip(page).AsMemory(0, 300)).AsTask(); },
        (context, _) => { context.Response.ContentType = "text/html"; return context.Response.WriteAsync("<html>We are down for maintenance.</html>"); },
    ];

    [Theory]
    [InlineData(4 << 20)]
    [InlineData(700)]
    public async Task Every_record_arrives_once_and_in_its_place(int holdBackBytes)
    {
        var attempts = new ConcurrentDictionary<int, int>();
        await using var source = await TestSource.StartAsync((context, _, _) =>
        {
            var page = int.Parse(context.Request.Query["page"].ToString(), CultureInfo.InvariantCulture);
            var body = Page(page);

            // Each page its own faults, up to four in a row.
            var attempt = attempts.AddOrUpdate(page, 0, (_, before) => before + 1);
            return attempt < page % 5 ? Faults[(page * 7 + attempt * 3) % Faults.Length](context, body) : context.Response.Body.WriteAsync(body).AsTask();
        });
        var reading = new Reading(source.Url, _time)
        {
            Limits = new() { HoldBackBytes = holdBackBytes },
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement, inject_on_first_request: true}
                """,
        };

        var result = await reading.RunAsync();

        reading.Sink.Records.Select(record => (int)JsonNode.Parse(record)!["id"]!).ShouldBe(Enumerable.Range(0, Pages * PerPage));
        result.Requests.ShouldBe(source.Requests.Count);
        attempts.Values.Sum().ShouldBe(Enumerable.Range(0, Pages + 1).Sum(page => page % 5));
    }

    [Fact]
    public async Task Token_that_is_withdrawn_again_and_again_costs_no_page_and_repeats_none()
    {
        var (issued, calls) = (0, 0);
        await using var source = await TestSource.StartAsync(async (context, seen, _) =>
        {
            if (context.Request.Path == "/token")
            {
                await context.Response.WriteAsync($$"""{"access_token":"token-{{++issued}}","expires_in":3600}""");
                return;
            }

            // Every token is good for seven calls.
            if (calls++ % 7 == 6) issued = -issued;
            if (seen.Headers["Authorization"] != $"Bearer token-{issued}")
            {
                issued = Math.Abs(issued);
                await StatusAsync(context, 401);
                return;
            }
            await context.Response.Body.WriteAsync(Page(int.Parse(context.Request.Query["page"].ToString(), CultureInfo.InvariantCulture)));
        });
        var reading = new Reading(source.Url, _time)
        {
            Requester = $"authenticator: {{type: OAuthAuthenticator, token_refresh_endpoint: {source.Url}/token, client_id: a, client_secret: b, refresh_token: c}}",
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement, inject_on_first_request: true}
                """,
        };

        await reading.RunAsync();

        reading.Sink.Records.Select(record => (int)JsonNode.Parse(record)!["id"]!).ShouldBe(Enumerable.Range(0, Pages * PerPage));
        issued.ShouldBeGreaterThan(5);
        source.Requests.Last().Headers["Authorization"].ShouldBe($"Bearer token-{issued}");
        _time.Waits.ShouldBeEmpty();
    }

    private static byte[] Page(int number) => Encoding.UTF8.GetBytes(
        $$"""{"data":[{{(number >= Pages ? "" : string.Join(',', Enumerable.Range(number * PerPage, PerPage).Select(id => $$"""{"id":{{id}},"name":"thing {{id * 7919}}"}""")))}}]}""");

    private static byte[] Gzip(byte[] plain)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(plain);
        return packed.ToArray();
    }

    private static Task StatusAsync(HttpContext context, int status, string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        return context.Response.WriteAsync("not now");
    }
}
