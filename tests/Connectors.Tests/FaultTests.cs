using ControlPlane.Testing;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests;

public sealed class FaultTests
{
    private const string Good = """{"data":[{"id":1},{"id":2}]}""";

    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");

    private static Task<TestSource> SourceAsync(Func<HttpContext, int, Task> bad, int times) => TestSource.StartAsync((c, _, n) => n <= times ? bad(c, n) : c.Response.WriteAsync(Good));

    private static Func<HttpContext, int, Task> Status(int status, Action<HttpContext>? also = null) => (c, _) =>
    {
        c.Response.StatusCode = status;
        also?.Invoke(c);
        return c.Response.WriteAsync("""{"message":"because"}""");
    };

    [Theory]
    [InlineData(401, ConnectorFaultKind.Configuration)]
    [InlineData(403, ConnectorFaultKind.Configuration)]
    [InlineData(404, ConnectorFaultKind.Source)]
    [InlineData(400, ConnectorFaultKind.Source)]
    [InlineData(405, ConnectorFaultKind.Source)]
    public async Task Final_status_fails_at_once_and_says_where(int status, ConnectorFaultKind kind)
    {
        await using var source = await SourceAsync(Status(status), int.MaxValue);
        var failure = await new Reading(source.Url, _time).FailsAsync();
        failure.Kind.ShouldBe(kind);
        failure.Message.ShouldContain($"stream things: GET {source.Url}/things: status {status}: because");
        source.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Retry_after_in_seconds_is_waited_for()
    {
        await using var source = await SourceAsync(Status(429, c => c.Response.Headers.RetryAfter = "7"), 2);
        (await new Reading(source.Url, _time).RunAsync()).Records.ShouldBe(2);
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)]);
    }

    [Fact]
    public async Task Retry_after_as_a_date_is_waited_for()
    {
        await using var source = await SourceAsync(Status(429, c =>
        {
            c.Response.Headers.Date = _time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
            c.Response.Headers.RetryAfter = _time.GetUtcNow().AddSeconds(42).ToString("R", CultureInfo.InvariantCulture);
        }), 1);
        (await new Reading(source.Url, _time).RunAsync()).Records.ShouldBe(2);
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(42)]);
    }

    [Fact]
    public async Task Rate_limits_do_not_use_up_the_retries_but_the_total_wait_is_bounded()
    {
        await using var source = await SourceAsync(Status(429, c => c.Response.Headers.RetryAfter = "60"), int.MaxValue);
        var failure = await new Reading(source.Url, _time).FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Transient);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(60));
        source.Requests.Count.ShouldBe(11);
    }

    [Fact]
    public async Task Server_errors_for_a_while_are_retried_with_growing_waits()
    {
        await using var source = await SourceAsync(Status(500), 3);
        var result = await new Reading(source.Url, _time).RunAsync();
        result.Records.ShouldBe(2);
        result.Requests.ShouldBe(4);
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)]);
    }

    [Fact]
    public async Task Server_errors_for_ever_end_as_transient()
    {
        await using var source = await SourceAsync(Status(503), int.MaxValue);
        var failure = await new Reading(source.Url, _time).FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Transient);
        source.Requests.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("ok, but what?", "text/plain")]
    [InlineData("<html><body>Please log in</body></html>", "text/html")]
    [InlineData("""{"data":[{"id":1},{"id":""", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("""{"data":[{"id":1}]} trailing""", "application/json")]
    public async Task Garbage_with_status_200_is_retried(string garbage, string type)
    {
        await using var source = await SourceAsync((c, _) => { c.Response.ContentType = type; return c.Response.WriteAsync(garbage); }, 2);
        var reading = new Reading(source.Url, _time);
        (await reading.RunAsync()).Requests.ShouldBe(3);
        reading.Sink.Records.ShouldBe(["""{"id":1}""", """{"id":2}"""]);
    }

    [Fact]
    public async Task Html_for_ever_says_what_came_instead()
    {
        await using var source = await SourceAsync((c, _) => { c.Response.ContentType = "text/html"; return c.Response.WriteAsync("<html>Log in"); }, int.MaxValue);
        var failure = await new Reading(source.Url, _time).FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Transient);
        failure.Message.ShouldContain("text/html");
        failure.Message.ShouldContain("<html>Log in");
    }

    [Fact]
    public async Task Connection_cut_in_the_body_repeats_the_page_without_repeating_records()
    {
        await using var source = await SourceAsync(async (c, _) =>
        {
            c.Response.ContentLength = 1000;
            await c.Response.WriteAsync("""{"data":[{"id":1},""");
            await c.Response.Body.FlushAsync();
            c.Abort();
        }, 2);
        var reading = new Reading(source.Url, _time);
        (await reading.RunAsync()).Requests.ShouldBe(3);
        reading.Sink.Records.ShouldBe(["""{"id":1}""", """{"id":2}"""]);
    }

    [Fact]
    public async Task Page_cut_after_records_were_handed_out_goes_on_behind_them()
    {
        var page = $$"""{"data":[{{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $$"""{"id":{{i}},"fill":"{{new string('x', 50)}}"}"""))}}]}""";
        await using var source = await TestSource.StartAsync(async (c, _, n) =>
        {
            await c.Response.WriteAsync(n == 1 ? page[..(page.Length / 2)] : page);
            await c.Response.Body.FlushAsync();
            if (n == 1) c.Abort();
        });
        var reading = new Reading(source.Url, _time) { Limits = new() { HoldBackBytes = 64 * 1024 } };
        (await reading.RunAsync()).Records.ShouldBe(50_000);
        reading.Sink.Records.Select(r => (int)JsonNode.Parse(r)!["id"]!).ShouldBe(Enumerable.Range(0, 50_000));
    }

    [Fact]
    public async Task Page_that_comes_back_different_fails_the_read_instead_of_counting_twice()
    {
        string Page(int from) => $$"""{"data":[{{string.Join(',', Enumerable.Range(from, 20_000).Select(i => $$"""{"id":{{i}},"fill":"{{new string('x', 50)}}"}"""))}}]}""";
        await using var source = await TestSource.StartAsync(async (c, _, n) =>
        {
            await c.Response.WriteAsync(n == 1 ? Page(0)[..1_000_000] : Page(n));
            await c.Response.Body.FlushAsync();
            if (n == 1) c.Abort();
        });
        var failure = await new Reading(source.Url, _time) { Limits = new() { HoldBackBytes = 64 * 1024 } }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Transient);
        failure.Message.ShouldContain("start the sync over");
    }

    [Fact]
    public async Task Body_that_falls_silent_is_given_up()
    {
        var release = new TaskCompletionSource();
        await using var source = await SourceAsync(async (c, _) =>
        {
            await c.Response.WriteAsync("""{"data":[{"id":1},""");
            await c.Response.Body.FlushAsync();
            await Task.WhenAny(release.Task, Task.Delay(Timeout.Infinite, c.RequestAborted));
        }, 1);
        var reading = new Reading(source.Url, _time) { Limits = new() { IdleTimeout = TimeSpan.FromMilliseconds(200) } };
        (await reading.RunAsync()).Records.ShouldBe(2);
        release.SetResult();
    }

    [Fact]
    public async Task Page_that_never_ends_is_given_up()
    {
        await using var source = await TestSource.StartAsync(async (c, _, _) =>
        {
            await c.Response.WriteAsync("""{"data":[{"id":1}""");
            while (!c.RequestAborted.IsCancellationRequested)
            {
                await c.Response.WriteAsync(",{\"id\":2}", c.RequestAborted);
                await c.Response.Body.FlushAsync(c.RequestAborted);
            }
        });
        var slow = await new Reading(source.Url, _time) { Requester = "error_handler: {max_retries: 1}", Limits = new() { PageTimeout = TimeSpan.FromMilliseconds(300) } }.FailsAsync();
        slow.Kind.ShouldBe(ConnectorFaultKind.Transient);
        slow.Message.ShouldContain("did not end within");
        var large = await new Reading(source.Url, _time) { Limits = new() { MaxPageBytes = 100_000 } }.FailsAsync();
        large.Kind.ShouldBe(ConnectorFaultKind.Source);
    }

    [Fact]
    public async Task Response_that_never_starts_is_given_up()
    {
        await using var source = await TestSource.StartAsync((c, _, _) => Task.Delay(Timeout.Infinite, c.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        var failure = await new Reading(source.Url, _time)
        {
            Requester = "error_handler: {max_retries: 0}",
            Limits = new() { ResponseTimeout = TimeSpan.FromMilliseconds(150) },
        }.FailsAsync();
        failure.Message.ShouldContain("no response within");
    }

    [Fact]
    public async Task Source_that_is_not_there_is_transient()
    {
        var failure = await new Reading("http://127.0.0.1:1", _time).FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Transient);
        _time.Waits.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Waits_can_be_cancelled()
    {
        await using var source = await SourceAsync(Status(429, c => c.Response.Headers.RetryAfter = "300"), int.MaxValue);
        using var stop = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var reading = new Reading(source.Url, TimeProvider.System).RunAsync(new CollectingSink(), null, stop.Token);
        while (source.Requests.IsEmpty && watch.Elapsed < TimeSpan.FromSeconds(10)) await Task.Yield();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Fault_of_the_sink_is_not_taken_for_one_of_the_network()
    {
        await using var source = await TestSource.StartAsync(_ => Good);
        await Should.ThrowAsync<IOException>(() => new Reading(source.Url, _time).RunAsync(new FullDisk()));
        source.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Filters_decide_before_the_defaults()
    {
        await using var source = await TestSource.StartAsync((c, _, n) =>
        {
            c.Response.StatusCode = n switch { 1 => 404, 2 => 400, 3 => 418, _ => 409 };
            return c.Response.WriteAsync("""{"error":{"message":"quota used up"},"code":"gone"}""");
        });
        var reading = new Reading(source.Url, _time)
        {
            Requester = """
                error_handler:
                  type: CompositeErrorHandler
                  error_handlers:
                    - response_filters: [{http_codes: [404], action: RETRY}]
                      backoff_strategies: [{type: ConstantBackoffStrategy, backoff_time_in_seconds: 3}]
                    - response_filters:
                        - {error_message_contains: nothing like it, action: IGNORE}
                        - {predicate: "{{ response.code == 'gone' and headers['content-length'] and False }}", action: IGNORE}
                        - {http_codes: [400], action: RATE_LIMITED}
                        - {http_codes: [418], error_message_contains: quota, action: IGNORE}
                """,
        };
        var result = await reading.RunAsync();
        result.Records.ShouldBe(0);
        source.Requests.Count.ShouldBe(3);
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)]);
    }

    [Fact]
    public async Task Error_within_a_200_is_seen_by_a_predicate()
    {
        await using var source = await SourceAsync((c, _) => c.Response.WriteAsync("""{"ok":false,"error":"slow down","data":[{"id":9}]}"""), 2);
        var reading = new Reading(source.Url, _time)
        {
            Requester = """
                error_handler:
                  response_filters: [{predicate: "{{ response.ok is false }}", action: RETRY, error_message: "it says {{ response.error }}"}]
                """,
        };
        (await reading.RunAsync()).Requests.ShouldBe(3);
        reading.Sink.Records.ShouldBe(["""{"id":1}""", """{"id":2}"""]);
    }

    [Theory]
    [InlineData("{type: ExponentialBackoffStrategy, factor: 2}", 4)]
    [InlineData("{type: WaitTimeFromHeader, header: X-Wait, regex: 'in (\\d+)'}", 11)]
    [InlineData("{type: WaitUntilTimeFromHeader, header: X-Until}", 30)]
    [InlineData("{type: WaitUntilTimeFromHeader, header: X-Until, min_wait: 45}", 45)]
    [InlineData("{type: WaitUntilTimeFromHeader, header: X-None, min_wait: 6}", 6)]
    public async Task Backoff_follows_the_manifest(string strategy, int seconds)
    {
        await using var source = await SourceAsync(Status(503, c =>
        {
            c.Response.Headers["X-Wait"] = "retry in 11 seconds";
            c.Response.Headers["X-Until"] = _time.GetUtcNow().AddSeconds(30).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }), 1);
        await new Reading(source.Url, _time) { Requester = $"error_handler: {{backoff_strategies: [{strategy}]}}" }.RunAsync();
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(seconds)]);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task Exhausted_budget_waits_until_its_reset(int status)
    {
        await using var source = await SourceAsync(Status(status, c =>
        {
            c.Response.Headers["X-RateLimit-Remaining"] = "0";
            c.Response.Headers["X-RateLimit-Reset"] = _time.GetUtcNow().AddSeconds(90).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }), 1);
        var result = await new Reading(source.Url, _time)
        {
            Source = "api_budget: {type: HTTPAPIBudget, policies: [], ratelimit_remaining_header: x-ratelimit-remaining, ratelimit_reset_header: x-ratelimit-reset}",
        }.RunAsync();
        result.Records.ShouldBe(2);
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(90)]);
    }

    [Fact]
    public async Task Forbidden_with_calls_left_is_no_rate_limit()
    {
        await using var source = await SourceAsync(Status(403, c => c.Response.Headers["X-RateLimit-Remaining"] = "17"), 1);
        var failure = await new Reading(source.Url, _time) { Source = "api_budget: {policies: [], ratelimit_remaining_header: x-ratelimit-remaining}" }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
    }

    private sealed class FullDisk : IRecordSink
    {
        public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken) => throw new IOException("no space left");
    }
}
