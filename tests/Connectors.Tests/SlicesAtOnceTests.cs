using System.Text.Json.Nodes;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests;

public sealed class SlicesAtOnceTests
{
    private const string Cursor = "incremental_sync: {type: DatetimeBasedCursor, cursor_field: at, datetime_format: \"%Y-%m-%d\", start_datetime: \"2026-11-01\"";
    private const string Router = "partition_router: {type: ListPartitionRouter, values: \"{{ config.parts }}\", cursor_field: s, request_option: {inject_into: request_parameter, field_name: s}}";

    private static Reading Read(string url, int atOnce, int parts = 24, string stream = Cursor + "}") => new(url)
    {
        Stream = stream,
        Retriever = Router,
        Config = new() { ["parts"] = new JsonArray([.. Enumerable.Range(1, parts).Select(i => (JsonNode)i)]) },
        SlicesAtOnce = atOnce,
    };

    private static string Page(string part, int records = 3) =>
        $$"""{"data":[{{string.Join(',', Enumerable.Range(0, records).Select(_ => $$"""{"s":{{part}},"at":"2026-11-{{part.PadLeft(2, '0')}}"}"""))}}]}""";

    [Fact]
    public async Task As_many_are_read_at_once_as_wanted_and_no_more()
    {
        const int AtOnce = 4;
        var (running, most) = (0, 0);
        var together = new TaskCompletionSource();
        await using var source = await TestSource.StartAsync(async (c, _, _) =>
        {
            var now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            if (now == AtOnce) together.TrySetResult();
            await together.Task.WaitAsync(TimeSpan.FromSeconds(20));
            Interlocked.Decrement(ref running);
            await c.Response.WriteAsync(Page(c.Request.Query["s"]!));
        });
        var result = await Read(source.Url, AtOnce).RunAsync();
        result.Records.ShouldBe(72);
        most.ShouldBe(AtOnce);
    }

    [Fact]
    public async Task Records_and_state_are_those_of_one_at_a_time()
    {
        await using var source = await TestSource.StartAsync(c => Page(c.Request.Query["s"]!, 1000));
        var (one, many) = (Read(source.Url, 1), Read(source.Url, 5));
        var first = await one.RunAsync();
        var second = await many.RunAsync();
        second.Records.ShouldBe(first.Records);
        Canonical(second.State!).ShouldBe(Canonical(first.State!));
        many.Sink.Records.Order().ShouldBe(one.Sink.Records.Order());

        // A page's records come in a row.
        many.Sink.Records.Where((r, i) => i == 0 || r != many.Sink.Records[i - 1]).Count().ShouldBe(24);
        one.Sink.Records.Distinct().ShouldBe(Enumerable.Range(1, 24).Select(i => $$"""{"s":{{i}},"at":"2026-11-{{i:00}}"}"""));
    }

    [Fact]
    public async Task Window_that_fails_stops_the_others_and_the_state_ends_before_it()
    {
        await using var source = await TestSource.StartAsync(async (c, seen, _) =>
        {
            if (seen.Query.Contains("2026-11-08", StringComparison.Ordinal)) c.Response.StatusCode = 404;
            await c.Response.WriteAsync($$"""{"data":[{"at":"{{c.Request.Query["from"]}}"}]}""");
        });
        var reading = new Reading(source.Url)
        {
            Stream = Cursor + ", start_time_option: {inject_into: request_parameter, field_name: from}, step: P1D, cursor_granularity: P1D}",
            SlicesAtOnce = 3,
        };
        await reading.FailsAsync();
        source.Requests.Count.ShouldBeLessThan(20);
        foreach (var (state, _) in reading.Checkpoints) string.CompareOrdinal(JsonNode.Parse(state)!["at"]!.ToString(), "2026-11-07").ShouldBeLessThanOrEqualTo(0);
    }

    [Fact]
    public async Task State_between_slices_never_names_records_that_the_sink_has_not()
    {
        await using var source = await TestSource.StartAsync(c => Page(c.Request.Query["s"]!, 5));
        var reading = Read(source.Url, 4);
        await reading.RunAsync();
        foreach (var (state, records) in reading.Checkpoints)
        {
            var done = JsonNode.Parse(state)!["states"]!.AsArray().Where(s => s!["cursor"]!["at"]!.ToString() != "2026-11-01").Select(s => s!["partition"]!["s"]!.ToString());
            foreach (var part in done) reading.Sink.Records.Take(records).Count(r => r.StartsWith($$"""{"s":{{part}},""", StringComparison.Ordinal)).ShouldBe(5);
        }
    }

    private static string Canonical(JsonObject state)
    {
        var copy = state.DeepClone().AsObject();
        copy["states"] = new JsonArray([.. copy["states"]!.AsArray().OrderBy(s => s!["partition"]!["s"]!.GetValue<long>()).Select(s => s!.DeepClone())]);
        return copy.ToJsonString();
    }
}
