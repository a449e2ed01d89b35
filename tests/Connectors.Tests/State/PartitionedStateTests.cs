using System.Text.Json.Nodes;
using ControlPlane.Connectors.Tests.Partitions;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.State;

public sealed class PartitionedStateTests
{
    private const string Cursor = "incremental_sync: {type: DatetimeBasedCursor, cursor_field: at, datetime_format: \"%Y-%m-%dT%H:%M:%SZ\", start_datetime: \"2026-11-01T00:00:00Z\", start_time_option: {inject_into: request_parameter, field_name: from}";
    private const string Sections = "partition_router: {type: ListPartitionRouter, values: [a, b], cursor_field: s, request_option: {inject_into: request_parameter, field_name: s}}";

    private static JsonObject State(string json) => JsonNode.Parse(json)!.AsObject();

    private static string Record(string at) => $$"""{"at":"2026-11-{{at}}Z"}""";

    private static async Task<(string State, IReadOnlyList<string> Asked, Reading Reading)> ReadAsync(
        Func<string, string> answer, string? state = null, string cursor = Cursor + "}", string router = Sections)
    {
        await using var source = await TestSource.StartAsync(c => $$"""{"data":[{{answer(Uri.UnescapeDataString(c.Request.QueryString.Value ?? ""))}}]}""");
        var reading = new Reading(source.Url) { Stream = cursor, Retriever = router, Config = new() { ["numbers"] = new JsonArray([.. Enumerable.Range(0, 10_002).Select(i => (JsonNode)i)]) } };
        var result = await reading.RunAsync(state is null ? null : State(state));
        return (result.State!.ToJsonString(), [.. source.Requests.Select(r => Uri.UnescapeDataString(r.Query))], reading);
    }

    [Fact]
    public async Task Each_partition_keeps_its_own_value()
    {
        var (state, asked, _) = await ReadAsync(q => q.Contains("s=a", StringComparison.Ordinal) ? Record("05T00:00:00") : Record("07T00:00:00"));
        asked.ShouldBe(["?s=a&from=2026-11-01T00:00:00Z", "?s=b&from=2026-11-01T00:00:00Z"]);
        state.ShouldBe("""
            {"use_global_cursor":false,"states":[{"partition":{"s":"a"},"cursor":{"at":"2026-11-05T00:00:00Z"}},{"partition":{"s":"b"},"cursor":{"at":"2026-11-07T00:00:00Z"}}],
            "state":{"at":"2026-11-07T00:00:00Z"},"lookback_window":1}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Next_read_starts_each_partition_where_it_was_and_a_new_one_at_the_global_value()
    {
        const string Before = """
            {"use_global_cursor":false,"states":[{"partition":{"s":"b"},"cursor":{"at":"2026-11-05T00:00:00Z"}}],
            "state":{"at":"2026-11-06T00:00:00Z"},"lookback_window":3600}
            """;
        var (state, asked, _) = await ReadAsync(q => q.Contains("s=b", StringComparison.Ordinal) ? Record("08T00:00:00") : "", Before);
        asked.ShouldBe(["?s=a&from=2026-11-05T23:00:00Z", "?s=b&from=2026-11-05T00:00:00Z"]);
        state.ShouldBe("""
            {"use_global_cursor":false,"states":[{"partition":{"s":"b"},"cursor":{"at":"2026-11-08T00:00:00Z"}},{"partition":{"s":"a"},"cursor":{"at":"2026-11-05T23:00:00Z"}}],
            "state":{"at":"2026-11-08T00:00:00Z"},"lookback_window":1}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Read_without_records_leaves_the_global_value_and_the_lookback()
    {
        const string Before = """{"use_global_cursor":false,"states":[],"state":{"at":"2026-11-06T00:00:00Z"},"lookback_window":7}""";
        var (state, _, _) = await ReadAsync(_ => "", Before);
        state.ShouldEndWith(""" "state":{"at":"2026-11-06T00:00:00Z"},"lookback_window":7}""".TrimStart());
    }

    [Fact]
    public async Task State_of_a_stream_that_had_no_partitions_holds_for_all()
    {
        var (state, asked, _) = await ReadAsync(_ => Record("09T00:00:00"), """{"at":"2026-11-06T00:00:00Z"}""");
        asked.ShouldBe(["?s=a&from=2026-11-06T00:00:00Z", "?s=b&from=2026-11-06T00:00:00Z"]);
        State(state)["states"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Global_cursor_keeps_one_value_for_all()
    {
        var (state, _, _) = await ReadAsync(q => q.Contains("s=a", StringComparison.Ordinal) ? Record("05T00:00:00") : Record("04T00:00:00"), null, Cursor + ", global_substream_cursor: true}");
        state.ShouldBe("""{"use_global_cursor":true,"state":{"at":"2026-11-05T00:00:00Z"},"lookback_window":1}""");
        var (_, asked, _) = await ReadAsync(_ => "", state, Cursor + ", global_substream_cursor: true}");
        asked.ShouldBe(["?s=a&from=2026-11-04T23:59:59Z", "?s=b&from=2026-11-04T23:59:59Z"]);
    }

    [Fact]
    public async Task Groups_keep_a_global_value()
    {
        const string Router = "partition_router: {type: GroupingPartitionRouter, group_size: 2, underlying_partition_router: {type: ListPartitionRouter, values: [a, b], cursor_field: s}}";
        var (state, _, _) = await ReadAsync(_ => Record("05T00:00:00"), null, Cursor + "}", Router);
        state.ShouldBe("""{"use_global_cursor":true,"state":{"at":"2026-11-05T00:00:00Z"},"lookback_window":1}""");
    }

    [Fact]
    public async Task Too_many_partitions_fall_back_to_the_global_value()
    {
        const string Router = "partition_router: {type: ListPartitionRouter, values: \"{{ config.numbers }}\", cursor_field: s}";
        var (state, asked, reading) = await ReadAsync(_ => Record("05T00:00:00"), null, Cursor + "}", Router);
        asked.Count.ShouldBe(10_002);
        state.ShouldBe("""{"use_global_cursor":true,"state":{"at":"2026-11-05T00:00:00Z"},"lookback_window":1}""");
        reading.Checkpoints.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Partition_that_comes_twice_is_read_once()
    {
        var (_, asked, _) = await ReadAsync(_ => "", null, Cursor + "}", Sections.Replace("[a, b]", "[a, b, a]", StringComparison.Ordinal));
        asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Windows_are_cut_for_each_partition()
    {
        var (state, asked, reading) = await ReadAsync(
            q => q.Contains("2026-11-11", StringComparison.Ordinal) ? Record("12T00:00:00") : "",
            """{"states":[{"partition":{"s":"a"},"cursor":{"at":"2026-11-19T00:00:00Z"}}]}""",
            Cursor + ", end_datetime: \"2026-11-20T00:00:00Z\", step: P10D, cursor_granularity: PT1S}");
        asked.ShouldBe(["?s=a&from=2026-11-19T00:00:00Z", "?s=b&from=2026-11-01T00:00:00Z", "?s=b&from=2026-11-11T00:00:00Z"]);
        State(state)["states"]!.ToJsonString().ShouldBe("""[{"partition":{"s":"a"},"cursor":{"at":"2026-11-19T00:00:00Z"}},{"partition":{"s":"b"},"cursor":{"at":"2026-11-12T00:00:00Z"}}]""");
        reading.Sink.Records.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Records_are_filtered_by_the_state_of_their_partition()
    {
        var (_, _, reading) = await ReadAsync(
            _ => $"{Record("04T00:00:00")},{Record("06T00:00:00")},{Record("10T00:00:00")}",
            """{"states":[{"partition":{"s":"a"},"cursor":{"at":"2026-11-06T00:00:00Z"}},{"partition":{"s":"b"},"cursor":{"at":"2026-11-07T00:00:00Z"}}]}""",
            Cursor + ", is_client_side_incremental: true}");
        reading.Sink.Records.ShouldBe([Record("06T00:00:00"), Record("10T00:00:00"), Record("10T00:00:00")]);
    }

    [Fact]
    public async Task Partition_that_fails_does_not_move_the_state_that_was_handed_out()
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            if (c.Request.Query["s"] == "b") c.Response.StatusCode = 404;
            return $$"""{"data":[{{Record("05T00:00:00")}}]}""";
        });
        var reading = new Reading(source.Url) { Stream = Cursor + "}", Retriever = Sections };
        await reading.FailsAsync();
        reading.Checkpoints.ShouldBe([("""{"use_global_cursor":false,"states":[{"partition":{"s":"a"},"cursor":{"at":"2026-11-05T00:00:00Z"}}],"lookback_window":0}""", 1)]);
    }

    [Fact]
    public async Task Old_state_by_partition_is_migrated()
    {
        await using var source = await ParentSource.StartAsync(new Dictionary<string, string> { ["/boards"] = """{"id":"12"}""" });
        var union = $"partition_router: {{type: UnionPartitionRouter, partition_field: parent, partition_routers: [{{type: ListPartitionRouter, values: [\"12\"], cursor_field: parent}}, {ParentSource.Router(source.Url, "boards").Replace("partition_router: ", "", StringComparison.Ordinal)}]}}";
        var reading = new Reading(source.Url) { Stream = "state_migrations: [{type: LegacyToPerPartitionStateMigration}]\n" + Cursor + "}", Retriever = union };
        var result = await reading.RunAsync(State("""{"12":{"at":"2026-11-07T00:00:00Z"}}"""));
        source.Asked()[0].ShouldBe("/things?from=2026-11-07T00:00:00Z");
        result.State!["states"]!.ToJsonString().ShouldBe("""[{"partition":{"parent":"12"},"cursor":{"at":"2026-11-07T00:00:00Z"}}]""");
    }

    [Fact]
    public void Migration_without_a_parent_is_refused() =>
        Should.Throw<ManifestException>(() => Connector.Load(
            new Reading("http://127.0.0.1:1") { Stream = "state_migrations: [{type: LegacyToPerPartitionStateMigration}]\n" + Cursor + "}", Retriever = Sections }.Manifest, "manifest.yaml", TimeProvider.System))
            .Message.ShouldContain("LegacyToPerPartitionStateMigration needs");
}
