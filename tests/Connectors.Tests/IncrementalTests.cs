using ControlPlane.Testing;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests;

public sealed class IncrementalTests
{
    private const string Cursor = "incremental_sync: {type: DatetimeBasedCursor, cursor_field: at, datetime_format: \"%Y-%m-%dT%H:%M:%SZ\", start_datetime: \"2026-11-18T00:00:00Z\"";
    private const string Bounds = ", start_time_option: {inject_into: request_parameter, field_name: from}, end_time_option: {inject_into: request_parameter, field_name: to}";

    private static string Page(params string[] times) => $$"""{"data":[{{string.Join(',', times.Select(t => $$"""{"at":"{{t}}"}"""))}}]}""";

    private static async Task<(ReadResult Result, List<string> Queries, List<string> Records)> ReadAsync(string cursor, Func<int, string> page, JsonObject? state = null)
    {
        await using var source = await TestSource.StartAsync((c, _, n) => c.Response.WriteAsync(page(n)));
        var reading = new Reading(source.Url) { Stream = cursor };
        var result = await reading.RunAsync(state);
        return (result, [.. source.Requests.Select(r => Uri.UnescapeDataString(r.Query))], reading.Sink.Records);
    }

    [Fact]
    public async Task First_read_starts_at_the_declared_time_and_remembers_the_latest_record()
    {
        var (result, queries, _) = await ReadAsync(Cursor + Bounds + "}", _ => Page("2026-11-19T08:00:00Z", "2026-11-20T08:00:00Z", "2026-11-19T09:00:00Z"));
        queries.ShouldBe(["?from=2026-11-18T00:00:00Z&to=2026-11-21T09:00:00Z"]);
        result.State!.ToJsonString().ShouldBe("""{"at":"2026-11-20T08:00:00Z"}""");
    }

    [Fact]
    public async Task Next_read_starts_at_the_state_less_the_lookback()
    {
        var state = new JsonObject { ["at"] = "2026-11-20T08:00:00Z" };
        var (result, queries, _) = await ReadAsync(Cursor + Bounds + ", lookback_window: PT1H}", _ => Page(), state);
        queries.ShouldBe(["?from=2026-11-20T07:00:00Z&to=2026-11-21T09:00:00Z"]);
        result.State!["at"]!.ToString().ShouldBe("2026-11-20T08:00:00Z");
    }

    [Fact]
    public async Task Window_is_cut_into_slices_that_do_not_overlap()
    {
        var (result, queries, _) = await ReadAsync(Cursor + Bounds + ", step: P1D, cursor_granularity: PT1S}", n => Page($"2026-11-{17 + n}T05:00:00Z"));
        queries.ShouldBe([
            "?from=2026-11-18T00:00:00Z&to=2026-11-18T23:59:59Z", "?from=2026-11-19T00:00:00Z&to=2026-11-19T23:59:59Z",
            "?from=2026-11-20T00:00:00Z&to=2026-11-20T23:59:59Z", "?from=2026-11-21T00:00:00Z&to=2026-11-21T09:00:00Z"]);
        result.Records.ShouldBe(4);
        result.State!["at"]!.ToString().ShouldBe("2026-11-21T05:00:00Z");
    }

    [Fact]
    public async Task End_can_be_declared_and_slices_seen_by_templates()
    {
        await using var source = await TestSource.StartAsync(_ => Page());
        await new Reading(source.Url)
        {
            Stream = Cursor + ", end_datetime: {datetime: \"{{ config.until }}\", datetime_format: \"%d.%m.%Y\"}}",
            Requester = "request_parameters: {q: \"{{ stream_interval.start_time }}..{{ stream_slice['end_time'] }}\"}",
            Config = new JsonObject { ["until"] = "20.11.2026" },
        }.RunAsync();
        Uri.UnescapeDataString(source.Requests.Single().Query).ShouldBe("?q=2026-11-18T00:00:00Z..2026-11-20T00:00:00Z");
    }

    [Theory]
    [InlineData("")]
    [InlineData("transformations: [{type: AddFields, fields: [{path: [seen], value: \"{{ record['n'] }}\"}]}]\n")]
    public async Task Of_a_cursor_field_that_stands_there_twice_the_last_counts(string transformations)
    {
        const string Record = """{"data":[{"n":1,"at":"2026-11-20T10:00:00Z","a\u0074":"2026-11-19T10:00:00Z"}]}""";
        var (result, _, records) = await ReadAsync(transformations + Cursor + "}", _ => Record);
        result.State!["at"]!.ToString().ShouldBe("2026-11-19T10:00:00Z");
        records.Single().ShouldStartWith("""{"n":1,"at":"2026-11-20T10:00:00Z","a\u0074":"2026-11-19T10""");
    }

    [Fact]
    public async Task Cursor_follows_the_value_that_a_transformation_sets()
    {
        var (result, _, _) = await ReadAsync(
            "transformations: [{type: AddFields, fields: [{path: [at], value: \"{{ record['day'] }}T00:00:00Z\"}]}]\n" + Cursor + "}",
            _ => """{"data":[{"day":"2026-11-19","at":"2026-11-20T10:00:00Z"}]}""");
        result.State!["at"]!.ToString().ShouldBe("2026-11-19T00:00:00Z");
    }

    [Fact]
    public async Task Source_that_cannot_filter_is_filtered_here()
    {
        var state = new JsonObject { ["at"] = "2026-11-20T08:00:00Z" };
        var (_, _, records) = await ReadAsync(
            Cursor + ", is_client_side_incremental: true}", _ => Page("2026-11-20T07:59:59Z", "2026-11-20T08:00:00Z", "2026-11-20T09:00:00Z", "2026-11-22T00:00:00Z"), state);
        records.ShouldBe(["""{"at":"2026-11-20T08:00:00Z"}""", """{"at":"2026-11-20T09:00:00Z"}"""]);
    }

    [Fact]
    public async Task Data_feed_ends_at_the_first_page_that_reaches_what_is_known()
    {
        await using var source = await TestSource.StartAsync((c, _, n) => c.Response.WriteAsync(n switch
        {
            1 => Page("2026-11-21T08:00:00Z", "2026-11-21T07:00:00Z"),
            2 => Page("2026-11-21T06:00:00Z", "2026-11-20T06:00:00Z"),
            _ => Page("2026-11-20T05:00:00Z"),
        }));
        var reading = new Reading(source.Url)
        {
            Stream = Cursor + ", is_data_feed: true}",
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement}
                """,
        };
        var result = await reading.RunAsync(new JsonObject { ["at"] = "2026-11-20T08:00:00Z" });
        result.Records.ShouldBe(3);
        result.Requests.ShouldBe(2);
        result.State!["at"]!.ToString().ShouldBe("2026-11-21T08:00:00Z");
    }

    [Fact]
    public async Task Record_from_the_future_does_not_move_the_cursor_past_now()
    {
        var (result, _, records) = await ReadAsync(Cursor + "}", _ => Page("2026-11-20T08:00:00Z", "2030-01-01T00:00:00Z"));
        records.Count.ShouldBe(2);
        result.State!["at"]!.ToString().ShouldBe("2026-11-20T08:00:00Z");
    }

    [Theory]
    [InlineData("%s", "1795248000", "1795248000")]
    [InlineData("%ms", "1795248000123", "1795248000123")]
    [InlineData("%Y-%m-%d", "\"2026-11-20\"", "2026-11-20")]
    public async Task Other_formats_are_understood(string format, string value, string reached)
    {
        var cursor = $"incremental_sync: {{type: DatetimeBasedCursor, cursor_field: at, datetime_format: \"{format}\", start_datetime: \"2020-01-01\"}}";
        await using var source = await TestSource.StartAsync(_ => $$"""{"data":[{"nested":{"at":1},"at":{{value}}}]}""");
        var result = await new Reading(source.Url, SkippingTime.At("2027-01-01T00:00:00Z")) { Stream = cursor }.RunAsync();
        result.State!["at"]!.ToString().ShouldBe(reached);
    }

    [Fact]
    public async Task Values_that_cannot_be_read_are_a_configuration_fault_if_none_can()
    {
        await using var source = await TestSource.StartAsync(_ => Page("yesterday", "today"));
        var failure = await new Reading(source.Url) { Stream = Cursor + "}" }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain("cursor_datetime_formats");
    }

    [Fact]
    public async Task Unchanged_page_is_told_by_its_etag()
    {
        await using var source = await TestSource.StartAsync((c, seen, _) =>
        {
            c.Response.Headers.ETag = "\"v1\"";
            if (seen.Headers.GetValueOrDefault("If-None-Match") != "\"v1\"") return c.Response.WriteAsync(Page("2026-11-20T08:00:00Z"));
            c.Response.StatusCode = 304;
            return Task.CompletedTask;
        });
        var stream = "x-conditional-requests: true\n" + Cursor + "}";
        var first = await new Reading(source.Url) { Stream = stream }.RunAsync();
        first.NotModified.ShouldBeFalse();
        first.Records.ShouldBe(1);
        var second = await new Reading(source.Url) { Stream = stream }.RunAsync(first.State);
        second.ShouldBe(new ReadResult(0, 1, second.State, true));
        second.State!.ToJsonString().ShouldBe(first.State!.ToJsonString());

        // Another request is another page: its ETag does not count.
        var other = await new Reading(source.Url) { Stream = stream, Requester = "request_parameters: {a: 1}" }.RunAsync(first.State);
        other.NotModified.ShouldBeFalse();
    }

    [Fact]
    public async Task Etag_is_not_kept_unless_asked_for()
    {
        await using var source = await TestSource.StartAsync(c => { c.Response.Headers.ETag = "\"v1\""; return Page(); });
        (await new Reading(source.Url).RunAsync()).State!.ToJsonString().ShouldNotContain("etag");
    }
}
