using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Incremental;

public sealed class CountCursorTests
{
    private static async Task<(string Query, string State)> ReadAsync(string records, string? state = null, string start = "start_value: \"{{ config['first'] }}\"")
    {
        await using var source = await TestSource.StartAsync(_ => $$"""{"data":[{{records}}]}""");
        var reading = new Reading(source.Url)
        {
            Stream = $"incremental_sync: {{type: IncrementingCountCursor, cursor_field: n, {start}, start_value_option: {{inject_into: request_parameter, field_name: after}}}}",
            Config = new JsonObject { ["first"] = 10 },
        };
        var result = await reading.RunAsync(state is null ? null : JsonNode.Parse(state)!.AsObject());
        return (source.Requests.Single().Query, result.State!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"n":11},{"n":14},{"n":12}""", null, "?after=10", """{"n":14}""")]
    [InlineData("", null, "?after=10", """{"n":10}""")]
    [InlineData("""{"n":21}""", """{"n":20}""", "?after=20", """{"n":21}""")]
    [InlineData("", """{"n":5}""", "?after=10", """{"n":10}""")]
    [InlineData("", """{"state_type":"integer","slices":[{"start":0,"end":30,"most_recent_cursor_value":28}]}""", "?after=28", """{"n":28}""")]
    public async Task Read_starts_after_the_last_number(string records, string? state, string query, string reached) =>
        (await ReadAsync(records, state)).ShouldBe((query, reached));

    [Fact]
    public async Task Without_a_start_it_is_zero() => (await ReadAsync("", null, "start_value: 0")).ShouldBe(("?after=0", """{"n":0}"""));

    [Fact]
    public async Task Partitions_are_refused()
    {
        var reading = new Reading("http://127.0.0.1:1")
        {
            Stream = "incremental_sync: {type: IncrementingCountCursor, cursor_field: n}",
            Retriever = "partition_router: {type: ListPartitionRouter, values: [a], cursor_field: s}",
        };
        (await Should.ThrowAsync<ManifestException>(() => reading.RunAsync())).Message.ShouldContain("partition router");
    }
}
