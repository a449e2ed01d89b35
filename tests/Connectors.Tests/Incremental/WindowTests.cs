using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Incremental;

public sealed class WindowTests
{
    private const string Days = "datetime_format: \"%Y-%m-%d\", start_datetime: \"2026-11-01\"";

    private static async Task<(IReadOnlyList<string> Windows, string State)> ReadAsync(string cursor, string? state = null, string record = "", string now = "2026-11-21T09:00:00Z")
    {
        await using var source = await TestSource.StartAsync(_ => $$"""{"data":[{{record}}]}""");
        var reading = new Reading(source.Url, SkippingTime.At(now))
        {
            Stream = $"incremental_sync: {{type: DatetimeBasedCursor, cursor_field: at, {cursor}}}",
            Requester = "request_parameters: {w: \"{{ stream_interval.start_time }}/{{ stream_interval.end_time }}\"}",
        };
        var result = await reading.RunAsync(state is null ? null : JsonNode.Parse(state)!.AsObject());
        return ([.. source.Requests.Select(r => Uri.UnescapeDataString(r.Query)[3..])], result.State!.ToJsonString());
    }

    private static string State(string value) => $$"""{"at":"{{value}}"}""";

    [Theory]
    [InlineData("", "2026-11-01/2026-11-21")]
    [InlineData("step: P7D, cursor_granularity: P1D", "2026-11-01/2026-11-07", "2026-11-08/2026-11-14", "2026-11-15/2026-11-21")]
    [InlineData("end_datetime: \"2026-11-11\", step: P10D, cursor_granularity: P1D", "2026-11-01/2026-11-11")]
    [InlineData("end_datetime: \"2026-11-21\", step: P10D, cursor_granularity: P1D", "2026-11-01/2026-11-10", "2026-11-11/2026-11-21")]
    [InlineData("end_datetime: \"2026-12-24\"", "2026-11-01/2026-12-24")]
    [InlineData("end_datetime: \"2026-10-01\"")]
    [InlineData("end_datetime: {datetime: \"2027-11-01\", max_datetime: \"2026-11-03\"}", "2026-11-01/2026-11-03")]
    [InlineData("step: P1M, cursor_granularity: P1D, lookback_window: \"{{ config['absent'] }}\"", "2026-11-01/2026-11-21")]
    public async Task First_read_is_cut_by_the_step(string more, params string[] windows) => (await ReadAsync($"{Days}, {more}")).Windows.ShouldBe(windows);

    [Theory]
    [InlineData("2026-11-15", "", "2026-11-15/2026-11-21")]
    [InlineData("2026-11-15", "lookback_window: P3D", "2026-11-12/2026-11-21")]
    [InlineData("2026-11-02", "lookback_window: P3D", "2026-11-01/2026-11-21")]
    [InlineData("2026-10-15", "", "2026-11-01/2026-11-21")]
    [InlineData("2026-11-18", "step: P2D, cursor_granularity: P1D", "2026-11-18/2026-11-19", "2026-11-20/2026-11-21")]
    [InlineData("2026-11-21", "end_datetime: \"2026-11-21\"")]
    public async Task Next_read_starts_at_the_state(string state, string more, params string[] windows) =>
        (await ReadAsync($"{Days}, {more}", State(state))).Windows.ShouldBe(windows);

    [Theory]
    [InlineData("clamping: {target: DAY}", "2026-11-12T07:00:00Z", "2026-11-10T05:00:00Z", "2026-11-11T00:00:00Z/2026-11-12T00:00:00Z")]
    [InlineData("clamping: {target: MONTH}, step: P1M, cursor_granularity: P1D", "2026-12-15T00:00:00Z", "2026-09-10T00:00:00Z", "2026-10-01T00:00:00Z/2026-10-31T00:00:00Z", "2026-11-01T00:00:00Z/2026-11-30T00:00:00Z")]
    [InlineData("clamping: {target: \"{{ config['target'] }}WEEK\", target_details: {weekday: MONDAY}}, step: P1W, cursor_granularity: P1D", "2026-11-18T00:00:00Z", "2026-11-02T00:00:00Z", "2026-11-02T00:00:00Z/2026-11-08T00:00:00Z", "2026-11-09T00:00:00Z/2026-11-15T00:00:00Z")]
    public async Task Windows_are_clamped_to_whole_periods(string clamping, string now, string start, params string[] windows)
    {
        var (asked, _) = await ReadAsync($"datetime_format: \"%Y-%m-%dT%H:%M:%SZ\", start_datetime: \"{start}\", {clamping}", null, "", now);
        asked.ShouldBe(windows);
    }

    [Theory]
    [InlineData("clamping: {target: YEAR}", "DAY, WEEK, MONTH")]
    [InlineData("clamping: {target: WEEK}", "weekday")]
    [InlineData("clamping: {target: WEEK, target_details: {weekday: SOMEDAY}}", "SOMEDAY")]
    public async Task Clamping_that_is_unknown_is_a_configuration_fault(string clamping, string why)
    {
        var failure = await Should.ThrowAsync<ConnectorException>(() => ReadAsync($"{Days}, {clamping}"));
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain(why);
    }

    [Theory]
    [InlineData("2026-11-03", "2026-11-04", "2026-11-03/2026-11-03")]
    [InlineData("2026-11-03", "2026-11-05", "2026-11-03/2026-11-04")]
    [InlineData("2026-11-03", "2026-11-06", "2026-11-03/2026-11-03", "2026-11-04/2026-11-05")]
    [InlineData("2026-11-03T06:00:00Z", "2026-11-03T18:00:00Z", "2026-11-03/2026-11-03")]
    public async Task One_window_alone_is_asked_for_however_short_it_is(string from, string to, params string[] windows)
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        await new Reading(source.Url)
        {
            Stream = $"incremental_sync: {{type: DatetimeBasedCursor, cursor_field: at, {Days}, step: P1D, cursor_granularity: P1D}}",
            Requester = "request_parameters: {w: \"{{ stream_interval.start_time }}/{{ stream_interval.end_time }}\"}",
            Window = new(DateTimeOffset.Parse(from, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), DateTimeOffset.Parse(to, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
        }.RunAsync();
        source.Requests.Select(r => Uri.UnescapeDataString(r.Query)[3..]).ShouldBe(windows);
    }

    [Theory]
    [InlineData("is_client_side_incremental")]
    [InlineData("is_data_feed")]
    public async Task Records_of_the_last_period_of_a_window_belong_to_it(string filter)
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[{"at":"2026-11-05T00:00:00Z"},{"at":"2026-11-04T23:59:59Z"},{"at":"2026-11-04T00:00:00Z"},{"at":"2026-11-03T12:00:00Z"}]}""");
        var reading = new Reading(source.Url)
        {
            Stream = $"incremental_sync: {{type: DatetimeBasedCursor, cursor_field: at, datetime_format: \"%Y-%m-%dT%H:%M:%SZ\", start_datetime: \"2026-11-01T00:00:00Z\", step: P30D, cursor_granularity: P1D, {filter}: true}}",
            Window = new(DateTimeOffset.Parse("2026-11-03T00:00:00Z", CultureInfo.InvariantCulture), DateTimeOffset.Parse("2026-11-05T00:00:00Z", CultureInfo.InvariantCulture)),
        };
        (await reading.RunAsync()).Records.ShouldBe(3);
    }

    [Fact]
    public async Task Bounds_have_the_names_that_the_manifest_gives_them()
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        await new Reading(source.Url)
        {
            Stream = $"incremental_sync: {{type: DatetimeBasedCursor, cursor_field: at, {Days}, partition_field_start: since, partition_field_end: \"un{{{{ 'til' }}}}\", start_time_option: {{inject_into: header, field_name: X-Since}}}}",
            Requester = "request_parameters: {w: \"{{ stream_slice.since }}/{{ stream_partition['until'] }}\"}",
        }.RunAsync();
        Uri.UnescapeDataString(source.Requests.Single().Query).ShouldBe("?w=2026-11-01/2026-11-21");
        source.Requests.Single().Headers["X-Since"].ShouldBe("2026-11-01");
    }

    [Fact]
    public async Task Records_may_have_other_formats_than_the_state()
    {
        var (_, state) = await ReadAsync($"{Days}, cursor_datetime_formats: [\"%s\", \"%d.%m.%Y\"]", null, """{"at":1793750400},{"at":"08.11.2026"},{"at":"2026-11-03"}""");
        state.ShouldBe(State("2026-11-08"));
    }

    [Fact]
    public async Task State_without_records_is_the_start() => (await ReadAsync(Days)).State.ShouldBe(State("2026-11-01"));

    [Fact]
    public async Task Fields_of_the_state_that_nobody_knows_are_kept() =>
        (await ReadAsync(Days, """{"other":1,"at":"2026-11-05"}""", """{"at":"2026-11-09"}""")).State.ShouldBe("""{"other":1,"at":"2026-11-09"}""");

    [Fact]
    public async Task Stretches_that_were_read_out_of_order_leave_gaps_that_are_read_first()
    {
        const string Stretches = """
            {"state_type":"date-range","slices":[{"start":"2026-11-01","end":"2026-11-04","most_recent_cursor_value":"2026-11-03"},{"start":"2026-11-10","end":"2026-11-15"}]}
            """;
        var (windows, state) = await ReadAsync($"{Days}, step: P30D, cursor_granularity: P1D", Stretches);
        windows.ShouldBe(["2026-11-05/2026-11-09", "2026-11-15/2026-11-21"]);
        state.ShouldBe(State("2026-11-03"));
    }

    [Fact]
    public async Task State_that_is_no_time_is_a_configuration_fault() =>
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync(Days, State("yesterday")))).Message.ShouldContain("yesterday");

    [Fact]
    public async Task Offset_of_a_time_is_kept_in_the_state() =>
        (await ReadAsync("datetime_format: \"%Y-%m-%dT%H:%M:%S%z\", start_datetime: \"2026-11-01T00:00:00+0000\"", null, """{"at":"2026-11-09T10:00:00+0200"}"""))
            .State.ShouldBe(JsonNode.Parse(State("2026-11-09T10:00:00+0200"))!.ToJsonString());

    [Fact]
    public async Task State_is_handed_out_after_each_window()
    {
        await using var source = await TestSource.StartAsync((c, _, n) =>
        {
            c.Response.StatusCode = n == 3 ? 404 : 200;
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(c.Response, n == 1 ? """{"data":[{"at":"2026-11-03"},{"at":"2026-11-04"}]}""" : """{"data":[]}""");
        });
        var reading = new Reading(source.Url) { Stream = $"incremental_sync: {{type: DatetimeBasedCursor, cursor_field: at, {Days}, step: P7D, cursor_granularity: P1D}}" };
        await reading.FailsAsync();
        reading.Checkpoints.ShouldBe([(State("2026-11-04"), 2), (State("2026-11-04"), 2)]);
    }

    [Fact]
    public async Task Catalog_may_name_the_cursor_field_where_the_manifest_allows_it()
    {
        async Task<string> StateAsync(string more)
        {
            await using var source = await TestSource.StartAsync(_ => """{"data":[{"at":"2026-11-03","changed":"2026-11-07"}]}""");
            var reading = new Reading(source.Url) { Stream = $"incremental_sync: {{type: DatetimeBasedCursor, cursor_field: at, {Days}{more}}}", CursorField = "changed" };
            return (await reading.RunAsync()).State!.ToJsonString();
        }

        (await StateAsync(", allow_catalog_defined_cursor_field: true")).ShouldBe("""{"changed":"2026-11-07"}""");
        (await StateAsync("")).ShouldBe(State("2026-11-03"));
    }
}
