using System.Text.Json.Nodes;
using ControlPlane.Connectors.Tests.Partitions;

namespace ControlPlane.Connectors.Tests.State;

public sealed class ParentStateTests
{
    private const string Cursor = "incremental_sync: {type: DatetimeBasedCursor, cursor_field: at, datetime_format: \"%Y-%m-%d\", start_datetime: \"2026-11-01\", start_time_option: {inject_into: request_parameter, field_name: from}}";
    private const string Sliced = "incremental_sync: {type: DatetimeBasedCursor, cursor_field: updated, datetime_format: \"%Y-%m-%d\", start_datetime: \"2026-11-01\", start_time_option: {inject_into: request_parameter, field_name: since}, end_datetime: \"2026-11-20\", step: P10D, cursor_granularity: P1D},";
    private const string Parent = "incremental_dependency: true, request_option: {inject_into: request_parameter, field_name: p}";

    private static Dictionary<string, string> Answers => new()
    {
        ["/boards?since=2026-11-01"] = """{"id":1,"updated":"2026-11-02"},{"id":2,"updated":"2026-11-05"}""",
        ["/boards?since=2026-11-11"] = """{"id":3,"updated":"2026-11-12"}""",
        ["/things?p=1&from=2026-11-01"] = """{"at":"2026-11-03"}""",
        ["/things?p=3&from=2026-11-01"] = """{"at":"2026-11-13"}""",
    };

    private static Reading Read(string url) => new(url) { Stream = Cursor, Retriever = ParentSource.Router(url, "boards", Parent, stream: Sliced) };

    [Fact]
    public async Task Parents_cursor_is_kept_in_the_state_of_the_child()
    {
        await using var source = await ParentSource.StartAsync(Answers);
        var reading = Read(source.Url);
        var result = await reading.RunAsync();
        source.Asked().ShouldBe([
            "/boards?since=2026-11-01", "/boards?since=2026-11-11", "/things?p=1&from=2026-11-01", "/things?p=2&from=2026-11-01", "/things?p=3&from=2026-11-01"], ignoreOrder: true);
        result.State!.ToJsonString().ShouldBe("""
            {"use_global_cursor":false,"states":[{"partition":{"parent":1,"parent_slice":{}},"cursor":{"at":"2026-11-03"}},{"partition":{"parent":2,"parent_slice":{}},"cursor":{"at":"2026-11-01"}},
            {"partition":{"parent":3,"parent_slice":{}},"cursor":{"at":"2026-11-13"}}],"state":{"at":"2026-11-13"},"lookback_window":1,"parent_state":{"boards":{"updated":"2026-11-12"}}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Next_read_asks_for_parents_that_are_newer()
    {
        await using var source = await ParentSource.StartAsync(Answers);
        var state = (await Read(source.Url).RunAsync()).State!;
        source.Requests.Clear();
        var second = await Read(source.Url).RunAsync(state);
        source.Asked().ShouldBe(["/boards?since=2026-11-12"]);
        second.State!["states"]!.AsArray().Count.ShouldBe(3);
        second.State["parent_state"]!.ToJsonString().ShouldBe("""{"boards":{"updated":"2026-11-12"}}""");
    }

    [Fact]
    public async Task Parents_state_does_not_pass_a_partition_that_failed()
    {
        await using var source = await Testing.TestSource.StartAsync(c =>
        {
            var asked = c.Request.Path + Uri.UnescapeDataString(c.Request.QueryString.Value!);
            if (asked.StartsWith("/things?p=3", StringComparison.Ordinal)) c.Response.StatusCode = 404;
            return $$"""{"data":[{{Answers.GetValueOrDefault(asked)}}]}""";
        });

        // Every partition takes longer than the time between two states, so that each is followed by one.
        var time = new LeapingTime();
        var reading = new Reading(source.Url, time) { Stream = Cursor, Retriever = ParentSource.Router(source.Url, "boards", Parent, stream: Sliced) };
        await reading.FailsAsync();
        reading.Checkpoints.Select(c => JsonNode.Parse(c.State)!["parent_state"]!.ToJsonString())
            .ShouldBe(["""{"boards":{"updated":"2026-11-01"}}""", """{"boards":{"updated":"2026-11-05"}}"""]);
    }

    [Theory]
    [InlineData("""{"updated":"2026-11-15"}""", "/boards?since=2026-11-15")]
    [InlineData("""{"states":[],"state":{"updated":"2026-11-14"}}""", "/boards?since=2026-11-14")]
    [InlineData("""{"states":[],"parent_state":{"boards":{"updated":"2026-11-16"}}}""", "/boards?since=2026-11-16")]
    [InlineData("""{"states":[],"parent_state":{"others":{"updated":"2026-11-16"}}}""", "/boards?since=2026-11-01")]
    [InlineData("""{"__ab_no_cursor_state_message":true}""", "/boards?since=2026-11-01")]
    public async Task Parents_state_is_found_in_every_form_of_the_childs_state(string state, string first)
    {
        await using var source = await ParentSource.StartAsync(new Dictionary<string, string>());
        await Read(source.Url).RunAsync(JsonNode.Parse(state)!.AsObject());
        source.Asked()[0].ShouldBe(first);
    }

    [Fact]
    public async Task Parents_are_read_whole_unless_the_child_depends_on_them()
    {
        await using var source = await ParentSource.StartAsync(Answers);
        var result = await new Reading(source.Url) { Stream = Cursor, Retriever = ParentSource.Router(source.Url, "boards", stream: Sliced) }
            .RunAsync(JsonNode.Parse("""{"states":[],"parent_state":{"boards":{"updated":"2026-11-16"}}}""")!.AsObject());
        source.Asked()[0].ShouldBe("/boards?since=2026-11-01");
        result.State!["parent_state"]!.ToJsonString().ShouldBe("{}");
    }

    private sealed class LeapingTime : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now = _now.AddMinutes(11);
    }
}
