using ControlPlane.Connectors.Tests.Partitions;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Faults;

/// <summary>Records that are deep, have a name twice, half a character or numbers that no type holds, wherever a read looks into a record.</summary>
public sealed class HostileRecordTests
{
    private static readonly string Deep = $"{new string('[', 200)}{new string(']', 200)}";
    private static readonly string Record = $$"""{"id":0,"key":1,"key":7,"t":"a\ud800","n":123456789012345678901234567890,"d":1.10,"deep":{{Deep}},"at":"2026-11-03","id":"last"}""";

    private static string Page(string records, string more = "") => $$"""{"data":[{{records}}]{{more}}}""";

    [Fact]
    public async Task Of_a_parent()
    {
        await using var source = await ParentSource.StartAsync(new Dictionary<string, string> { ["/boards"] = Record, ["/things?p=last"] = """{"id":1}""" });
        var reading = new Reading(source.Url)
        {
            Retriever = ParentSource.Router(source.Url, "boards", "extra_fields: [[key]], request_option: {inject_into: request_parameter, field_name: p}"),
        };
        (await reading.RunAsync()).Records.ShouldBe(1);
    }

    [Fact]
    public async Task That_is_put_together_from_several_responses()
    {
        await using var source = await TestSource.StartAsync(_ => Page(Record));
        var reading = new Reading(source.Url)
        {
            Requester = """
                request_parameters:
                  fields:
                    type: QueryProperties
                    property_list: [a, b, c]
                    property_chunking: {property_limit_type: property_count, property_limit: 2, record_merge_strategy: {type: GroupByKeyMergeStrategy, key: id}}
                """,
        };
        await reading.RunAsync();
        source.Requests.Count.ShouldBe(2);
        var record = reading.Sink.Records.ShouldHaveSingleItem();
        record.ShouldContain("123456789012345678901234567890");
        record.ShouldContain("1.10");
        record.ShouldContain(Deep);
        record.ShouldContain("\"key\":7");
        record.ShouldContain("\"id\":\"last\"");
        record.ShouldContain(@"\ud800", Case.Insensitive);
    }

    [Fact]
    public async Task That_is_the_last_of_a_page()
    {
        await using var source = await TestSource.StartAsync(context => Page(context.Request.QueryString.HasValue ? "" : Record));
        await new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: after}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ last_record.id }}-{{ last_record.key }}-{{ last_record.n }}", stop_condition: "{{ last_page_size == 0 }}"}
                """,
        }.RunAsync();
        source.Requests.Select(request => request.Query).ShouldBe(["", "?after=last-7-123456789012345678901234567890"]);
    }

    [Fact]
    public async Task In_what_templates_see_of_a_response()
    {
        await using var source = await TestSource.StartAsync(context => Page(Record, context.Request.QueryString.HasValue ? "" : $$""","next":1,"meta":{{Record}},"next":2"""));
        await new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: after}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.next }}-{{ response.meta.key }}", stop_condition: "{{ not response.next }}"}
                """,
        }.RunAsync();
        source.Requests.Select(request => request.Query).ShouldBe(["", "?after=2-7"]);
    }

    [Fact]
    public async Task At_which_a_slice_is_begun_again()
    {
        await using var source = await TestSource.StartAsync(context => context.Request.Query["since"] == "2026-11-01" ? Page(Record) : Page(""));
        var reading = new Reading(source.Url)
        {
            Retriever = "pagination_reset: {action: SPLIT_USING_CURSOR, limits: {number_of_records: 1}}",
            Stream = """
                incremental_sync:
                  cursor_field: at
                  datetime_format: "%Y-%m-%d"
                  start_datetime: "2026-11-01"
                  start_time_option: {inject_into: request_parameter, field_name: since}
                """,
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement}
                """,
        };
        await reading.RunAsync();
        source.Requests.Select(request => request.Query).ShouldBe(["?since=2026-11-01", "?since=2026-11-03"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("error_handler: {response_filters: [{error_message_contains: nothing like it, action: IGNORE}, {predicate: \"{{ response.code == 1 }}\", action: IGNORE}]}")]
    public async Task In_an_error(string handler)
    {
        await using var source = await TestSource.StartAsync(context =>
        {
            context.Response.StatusCode = 400;
            return """{"code":1,"message":"first","errors":[{"message":"x","message":"y"}],"code":2,"message":"last"}""";
        });
        (await new Reading(source.Url) { Requester = handler }.FailsAsync()).Message.ShouldContain("status 400: last");
    }
}
