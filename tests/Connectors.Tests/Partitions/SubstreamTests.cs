using System.Text.Json.Nodes;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests.Partitions;

public sealed class SubstreamTests
{
    private const string Inject = "request_option: {inject_into: request_parameter, field_name: p}";

    [Fact]
    public async Task Each_record_of_the_parent_is_a_partition()
    {
        await using var source = await ParentSource.StartAsync(new Dictionary<string, string>
        {
            ["/boards"] = """{"id":1},{"id":"two"},{"none":3}""",
            ["/things?p=1"] = """{"id":11},{"id":12}""",
            ["/things?p=two"] = """{"id":21}""",
        });
        var reading = new Reading(source.Url) { Retriever = ParentSource.Router(source.Url, "boards", Inject) };
        var result = await reading.RunAsync();
        reading.Sink.Records.ShouldBe(["""{"id":11}""", """{"id":12}""", """{"id":21}"""]);
        source.Asked().ShouldBe(["/boards", "/things?p=1", "/things?p=two"]);
        result.State!.ToJsonString().ShouldBe("""{"__ab_no_cursor_state_message":true}""");
    }

    [Fact]
    public async Task Templates_see_the_parent()
    {
        await using var source = await ParentSource.StartAsync(new Dictionary<string, string>
        {
            ["/boards"] = """{"id":1,"deep":{"key":7},"name":"n","tags":["x"]}""",
        });
        await new Reading(source.Url)
        {
            Retriever = ParentSource.Router(source.Url, "boards", "extra_fields: [[name], [deep, key], [absent]]").Replace("parent_key: id", "parent_key: deep/key", StringComparison.Ordinal),
            Requester = "request_parameters: {k: \"{{ stream_partition.parent }}\", n: \"{{ stream_slice.extra_fields['name'] }}\", d: \"{{ stream_slice.extra_fields['deep.key'] }}\", m: \"{{ stream_slice.extra_fields.absent }}\", s: \"{{ stream_partition.parent_slice }}\"}",
        }.RunAsync();
        source.Asked()[1].ShouldBe("/things?k=7&n=n&d=7&s={}");
    }

    [Fact]
    public async Task Parent_may_itself_have_parents()
    {
        await using var source = await ParentSource.StartAsync(new Dictionary<string, string>
        {
            ["/teams"] = """{"id":"t"}""",
            ["/boards?t=t"] = """{"id":"b"}""",
        });
        var teams = ParentSource.Router(source.Url, "teams", "request_option: {inject_into: request_parameter, field_name: t}").Trim() + ",";
        await new Reading(source.Url)
        {
            Retriever = ParentSource.Router(source.Url, "boards", Inject, retriever: teams),
            Requester = "request_parameters: {up: \"{{ stream_partition.parent_slice.parent }}\"}",
        }.RunAsync();
        source.Asked().ShouldBe(["/teams", "/boards?t=t", "/things?up=t&p=b"]);
    }

    [Fact]
    public async Task Several_parents_come_one_after_the_other()
    {
        await using var source = await ParentSource.StartAsync(new Dictionary<string, string> { ["/a"] = """{"id":1}""", ["/b"] = """{"id":2},{"id":1}""" });
        await new Reading(source.Url)
        {
            Retriever = $"partition_router: {{type: SubstreamPartitionRouter, parent_stream_configs: [{{stream: {ParentSource.Stream(source.Url, "a")}, parent_key: id, partition_field: x, {Inject}}}, {{stream: {ParentSource.Stream(source.Url, "b")}, parent_key: id, partition_field: y, {Inject}}}]}}",
        }.RunAsync();
        source.Asked().ShouldBe(["/a", "/things?p=1", "/b", "/things?p=2", "/things?p=1"]);
    }

    [Fact]
    public async Task Union_takes_a_value_once_whatever_router_it_comes_from()
    {
        await using var source = await ParentSource.StartAsync(new Dictionary<string, string> { ["/boards"] = """{"id":"a"},{"id":"b"}""" });
        var substream = ParentSource.Router(source.Url, "boards").Replace("partition_router: ", "", StringComparison.Ordinal);
        await new Reading(source.Url)
        {
            Retriever = $"partition_router: {{type: UnionPartitionRouter, partition_field: parent, partition_routers: [{{type: ListPartitionRouter, values: [b, c], cursor_field: parent}}, {substream}]}}",
            Requester = "request_parameters: {p: \"{{ stream_partition }}\", up: \"{{ stream_slice.extra_fields.parent_slice }}\"}",
        }.RunAsync();
        source.Asked().ShouldBe(["/things?p={'parent': 'b'}", "/things?p={'parent': 'c'}", "/boards", "/things?p={'parent': 'a'}&up={}"]);
    }

    [Fact]
    public async Task Groups_of_parents_are_lists()
    {
        await using var source = await ParentSource.StartAsync(new Dictionary<string, string> { ["/boards"] = """{"id":1,"n":"x"},{"id":2,"n":"y"},{"id":3,"n":"z"}""" });
        var substream = ParentSource.Router(source.Url, "boards", "extra_fields: [[n]]").Replace("partition_router: ", "", StringComparison.Ordinal);
        await new Reading(source.Url)
        {
            Retriever = $"partition_router: {{type: GroupingPartitionRouter, group_size: 2, underlying_partition_router: {substream}}}",
            Requester = "request_parameters: {p: \"{{ stream_partition.parent | join('|') }}\", n: \"{{ stream_slice.extra_fields.n | join('|') }}\"}",
        }.RunAsync();
        source.Asked().ShouldBe(["/boards", "/things?p=1|2&n=x|y", "/things?p=3&n=z"]);
    }

    [Fact]
    public async Task Parents_are_filtered_and_transformed_as_their_stream_says()
    {
        await using var source = await ParentSource.StartAsync(new Dictionary<string, string> { ["/boards"] = """{"key":1,"open":true},{"key":2,"open":false}""" });
        var router = ParentSource.Router(source.Url, "boards", Inject, stream: "transformations: [{type: AddFields, fields: [{path: [id], value: \"b{{ record.key }}\"}]}],")
            .Replace("{extractor: {field_path: [data]} }", "{extractor: {field_path: [data]}, record_filter: {condition: \"{{ record.open }}\"}}", StringComparison.Ordinal);
        await new Reading(source.Url) { Retriever = router }.RunAsync();
        source.Asked().ShouldBe(["/boards", "/things?p=b1"]);
    }

    [Fact]
    public async Task First_page_may_lie_within_the_parents_record()
    {
        await using var source = await ParentSource.StartAsync(new Dictionary<string, string>
        {
            ["/boards"] = """{"id":1,"things":{"data":[{"id":"a"},{"id":"b"}],"next":"n1"}},{"id":2}""",
            ["/things?page=n1"] = """{"id":"c"}""",
        });
        var reading = new Reading(source.Url)
        {
            Retriever = ParentSource.Router(source.Url, "boards", "lazy_read_pointer: [things]"),
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.get('next') }}"}
                """,
        };
        await reading.RunAsync();
        reading.Sink.Records.ShouldBe(["""{"id":"a"}""", """{"id":"b"}""", """{"id":"c"}"""]);
        source.Asked().ShouldBe(["/boards", "/things?page=n1"]);
    }

    [Fact]
    public async Task Parent_that_fails_fails_the_read_and_names_itself()
    {
        await using var source = await TestSource.StartAsync(c => { c.Response.StatusCode = 404; return "{}"; });
        var failure = await new Reading(source.Url) { Retriever = ParentSource.Router(source.Url, "boards") }.FailsAsync();
        failure.Message.ShouldContain("stream boards");
        failure.Kind.ShouldBe(ConnectorFaultKind.Source);
    }

    [Fact]
    public async Task Large_parent_is_not_read_ahead_of_its_children()
    {
        var boardsRead = 0;
        await using var source = await TestSource.StartAsync((c, seen, _) =>
        {
            if (seen.Path == "/things") return c.Response.WriteAsync($$"""{"data":[{"id":{{Volatile.Read(ref boardsRead)}}}]}""");
            Interlocked.Increment(ref boardsRead);
            return c.Response.WriteAsync($$"""{"data":[{{string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"id":{{i}}}"""))}}]}""");
        });
        var pages = "paginator: {type: DefaultPaginator, page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}, pagination_strategy: {type: PageIncrement, page_size: 100}},";
        var router = ParentSource.Router(source.Url, "boards", Inject, retriever: pages);
        var reading = new Reading(source.Url) { Retriever = router, Limits = new() { MaxPages = 5 } };
        await reading.FailsAsync();

        // The records tell how many pages of parents had been asked for when they were read.
        reading.Sink.Records[..100].ShouldAllBe(r => JsonNode.Parse(r, null, default)!["id"]!.GetValue<int>() <= 3);
    }
}
