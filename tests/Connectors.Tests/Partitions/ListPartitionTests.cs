using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Partitions;

public sealed class ListPartitionTests
{
    private const string Option = ", request_option: {inject_into: request_parameter, field_name: s}";

    private static async Task<IReadOnlyList<string>> AskedAsync(string router, string requester = "", JsonObject? config = null)
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        await new Reading(source.Url) { Retriever = $"partition_router: {router}", Requester = requester, Config = config ?? [] }.RunAsync();
        return [.. source.Requests.Select(r => Uri.UnescapeDataString(r.Query))];
    }

    [Theory]
    [InlineData("[a, b]", "?s=a", "?s=b")]
    [InlineData("[1, 2]", "?s=1", "?s=2")]
    [InlineData("\"{{ ['x', 'y'] }}\"", "?s=x", "?s=y")]
    [InlineData("\"{{ config['sections'] }}\"", "?s=news", "?s=sport")]
    public async Task Each_value_is_a_partition(string values, string first, string second) =>
        (await AskedAsync($"{{type: ListPartitionRouter, values: {values}, cursor_field: section{Option}}}", "", new JsonObject { ["sections"] = new JsonArray("news", "sport") }))
            .ShouldBe([first, second]);

    [Fact]
    public async Task Value_is_seen_by_templates_under_every_name() =>
        (await AskedAsync(
            "{type: ListPartitionRouter, values: [a], cursor_field: \"{{ 'sec' ~ 'tion' }}\"}",
            "request_parameters: {a: \"{{ stream_slice.section }}\", b: \"{{ stream_partition['section'] }}\", c: \"{{ stream_slice.partition.section }}\", d: \"{{ stream_slice }}\"}"))
            .ShouldBe(["?a=a&b=a&c=a&d={'section': 'a'}"]);

    [Fact]
    public async Task Empty_value_is_not_injected() =>
        (await AskedAsync($"{{type: ListPartitionRouter, values: [\"\"], cursor_field: section{Option}}}")).ShouldBe([""]);

    [Fact]
    public async Task Values_that_are_no_list_are_a_configuration_fault()
    {
        var failure = await Should.ThrowAsync<ConnectorException>(() => AskedAsync("{type: ListPartitionRouter, values: \"{{ config['sections'] }}\", cursor_field: s}", "", new JsonObject { ["sections"] = "news" }));
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain("partition_router.values");
    }

    [Fact]
    public async Task Several_routers_are_multiplied_and_the_last_changes_fastest() =>
        (await AskedAsync(
            """
            [{type: ListPartitionRouter, values: [a, b], cursor_field: s, request_option: {inject_into: request_parameter, field_name: s}},
             {type: ListPartitionRouter, values: [1, 2], cursor_field: n, request_option: {inject_into: request_parameter, field_name: n}}]
            """.ReplaceLineEndings(" "))).ShouldBe(["?n=1&s=a", "?n=2&s=a", "?n=1&s=b", "?n=2&s=b"]);

    [Fact]
    public async Task First_of_several_routers_wins_where_two_want_the_same_parameter() =>
        (await AskedAsync(
            """
            [{type: ListPartitionRouter, values: [a], cursor_field: s, request_option: {inject_into: request_parameter, field_name: p}},
             {type: ListPartitionRouter, values: [b], cursor_field: n, request_option: {inject_into: request_parameter, field_name: p}}]
            """.ReplaceLineEndings(" "))).ShouldBe(["?p=a"]);

    [Fact]
    public async Task Partitions_are_grouped()
    {
        var asked = await AskedAsync(
            "{type: GroupingPartitionRouter, group_size: 2, underlying_partition_router: {type: ListPartitionRouter, values: [a, b, a, c], cursor_field: s}}",
            "request_parameters: {s: \"{{ stream_partition.s | join(',') }}\"}");
        asked.ShouldBe(["?s=a,b", "?s=c"]);
    }

    [Fact]
    public async Task Grouped_partitions_may_repeat_where_the_manifest_says_so() =>
        (await AskedAsync(
            "{type: GroupingPartitionRouter, group_size: 3, deduplicate: false, underlying_partition_router: {type: ListPartitionRouter, values: [a, b, a, c], cursor_field: s}}",
            "request_parameters: {s: \"{{ stream_partition.s | join(',') }}\"}")).ShouldBe(["?s=a,b,a", "?s=c"]);

    [Fact]
    public async Task Union_has_each_value_once() =>
        (await AskedAsync(
            """
            {type: UnionPartitionRouter, partition_field: s, partition_routers: [{type: ListPartitionRouter, values: [a, b], cursor_field: s},
            {type: ListPartitionRouter, values: [b, c], cursor_field: s}]}
            """.ReplaceLineEndings(" "),
            "request_parameters: {s: \"{{ stream_partition.s }}\"}")).ShouldBe(["?s=a", "?s=b", "?s=c"]);

    [Theory]
    [InlineData("{type: GroupingPartitionRouter, group_size: 2, underlying_partition_router: {type: ListPartitionRouter, values: [a], cursor_field: s, request_option: {inject_into: header, field_name: s}}}", "request_option")]
    [InlineData("{type: GroupingPartitionRouter, group_size: 0, underlying_partition_router: {type: ListPartitionRouter, values: [a], cursor_field: s}}", "group_size")]
    [InlineData("{type: UnionPartitionRouter, partition_field: s, partition_routers: [{type: ListPartitionRouter, values: [a], cursor_field: s}]}", "at least two")]
    [InlineData("{type: UnionPartitionRouter, partition_field: s, partition_routers: [{type: ListPartitionRouter, values: [a], cursor_field: s}, {type: ListPartitionRouter, values: [a], cursor_field: t}]}", "'t'")]
    [InlineData("{type: SubstreamPartitionRouter, parent_stream_configs: []}", "at least one parent")]
    [InlineData("{type: CustomPartitionRouter, class_name: a.B}", "CustomPartitionRouter")]
    public async Task Router_that_cannot_work_is_refused(string router, string why) =>
        (await Should.ThrowAsync<ManifestException>(() => AskedAsync(router))).Message.ShouldContain(why);
}
