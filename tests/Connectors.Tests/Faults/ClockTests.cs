using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests.Faults;

/// <summary>The source's clock is not ours.</summary>
public sealed class ClockTests
{
    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");

    [Theory]
    [InlineData(-3)]
    [InlineData(0)]
    [InlineData(30)]
    public async Task Date_in_Retry_after_is_reckoned_by_the_clock_that_wrote_it(int hoursAhead)
    {
        await using var source = await LimitedAsync(1, context =>
        {
            var theirs = _time.GetUtcNow().AddHours(hoursAhead);
            context.Response.Headers.Date = theirs.ToString("R", CultureInfo.InvariantCulture);
            context.Response.Headers.RetryAfter = theirs.AddSeconds(42).ToString("R", CultureInfo.InvariantCulture);
        });
        (await new Reading(source.Url, _time).RunAsync()).Records.ShouldBe(1);
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(42)]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("api_budget: {type: HTTPAPIBudget, policies: []}")]
    public async Task Source_that_says_that_the_wait_is_over_and_still_refuses_is_not_asked_without_a_pause(string budget)
    {
        await using var source = await LimitedAsync(4, context =>
        {
            var theirs = _time.GetUtcNow().AddHours(-1);
            context.Response.Headers.Date = theirs.ToString("R", CultureInfo.InvariantCulture);
            context.Response.Headers.RetryAfter = theirs.AddSeconds(-5).ToString("R", CultureInfo.InvariantCulture);
            context.Response.Headers["ratelimit-remaining"] = "0";
            context.Response.Headers["ratelimit-reset"] = theirs.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        });
        (await new Reading(source.Url, _time) { Source = budget }.RunAsync()).Records.ShouldBe(1);
        _time.Waits.Select(wait => wait.TotalSeconds).ShouldBe([1, 2, 4, 8]);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(-3, "")]
    [InlineData(3, "")]
    [InlineData(-3, ", end_time_option: {inject_into: request_parameter, field_name: to}")]
    [InlineData(3, ", end_time_option: {inject_into: request_parameter, field_name: to}")]
    [InlineData(3, ", step: PT1H, cursor_granularity: PT1S, end_time_option: {inject_into: request_parameter, field_name: to}")]
    [InlineData(-3, ", step: PT1H, cursor_granularity: PT1S, end_time_option: {inject_into: request_parameter, field_name: to}")]
    [InlineData(3, ", is_client_side_incremental: true")]
    public async Task No_record_is_missed_and_the_cursor_never_runs_ahead_of_what_was_read(int hoursAhead, string more)
    {
        var written = new List<(int Id, DateTimeOffset At)>();
        await using var source = await TestSource.StartAsync(context =>
        {
            var found = written.Where(one => one.At >= Bound(context, "from", DateTimeOffset.MinValue) && one.At <= Bound(context, "to", DateTimeOffset.MaxValue));
            return $$"""{"data":[{{string.Join(',', found.Select(one => $$"""{"id":{{one.Id}},"at":"{{Text(one.At)}}"}"""))}}]}""";
        });
        var read = new HashSet<int>();
        JsonObject? state = null;
        for (var sync = 0; sync < 12; sync++)
        {
            // Writes stop in time for the slower clock to come past them.
            for (var i = 0; sync < 8 && i < 5; i++)
            {
                written.Add((written.Count, _time.GetUtcNow().AddHours(hoursAhead)));
                await Task.Delay(TimeSpan.FromMinutes(11), _time, TestContext.Current.CancellationToken);
            }
            var reading = new Reading(source.Url, _time)
            {
                Stream = $"incremental_sync: {{type: DatetimeBasedCursor, cursor_field: at, datetime_format: \"%Y-%m-%dT%H:%M:%SZ\", start_datetime: \"2026-11-21T00:00:00Z\", "
                    + $"start_time_option: {{inject_into: request_parameter, field_name: from}}{more}}}",
            };
            state = (await reading.RunAsync(state)).State;
            read.UnionWith(reading.Sink.Records.Select(record => (int)JsonNode.Parse(record)!["id"]!));

            var reached = DateTimeOffset.Parse(state!["at"]!.ToString(), CultureInfo.InvariantCulture);
            reached.ShouldBeLessThanOrEqualTo(_time.GetUtcNow());
            written.Where(one => one.At < reached).Select(one => one.Id).ShouldBeSubsetOf(read);
            await Task.Delay(TimeSpan.FromHours(1), _time, TestContext.Current.CancellationToken);
        }
        read.Count.ShouldBe(written.Count);
    }

    private static Task<TestSource> LimitedAsync(int times, Action<HttpContext> how) => TestSource.StartAsync((context, _, n) =>
    {
        if (n > times) return context.Response.WriteAsync("""{"data":[{"id":1}]}""");
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        how(context);
        return Task.CompletedTask;
    });

    private static DateTimeOffset Bound(HttpContext context, string name, DateTimeOffset without) =>
        context.Request.Query[name].FirstOrDefault() is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : without;

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
