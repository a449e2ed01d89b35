using System.Globalization;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Pagination;

public sealed class PaginationResetTests
{
    [Fact]
    public async Task Slice_goes_on_from_its_last_cursor_value_once_the_limit_is_reached()
    {
        // The source pages through at most four records of what is asked for.
        var days = Enumerable.Range(1, 6).ToList();
        await using var source = await TestSource.StartAsync(c =>
        {
            var since = DateTime.Parse(c.Request.Query["since"]!, CultureInfo.InvariantCulture).Day;
            var page = int.Parse(c.Request.Query["page"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
            var found = page < 2 ? days.Where(d => d >= since).Skip(page * 2).Take(2) : [];
            return $$"""{"data":[{{string.Join(',', found.Select(d => $$"""{"id":{{d}},"at":"2026-11-0{{d}}"}"""))}}]}""";
        });
        var reading = new Reading(source.Url)
        {
            Retriever = "pagination_reset: {action: SPLIT_USING_CURSOR, limits: {number_of_records: 4}}",
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
                pagination_strategy: {type: PageIncrement, page_size: 2}
                """,
        };
        await reading.RunAsync();
        source.Requests.Select(r => r.Query).ShouldBe(["?since=2026-11-01", "?since=2026-11-01&page=1", "?since=2026-11-04", "?since=2026-11-04&page=1"]);
        reading.Sink.Records.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Records_that_come_again_with_a_new_beginning_are_handed_over_once()
    {
        // Times of records are finer than those that the source can be asked for, and two records are the very same.
        string[] all = ["1T08", "1T08", "2T01", "2T02", "2T02", "2T03", "2T04", "3T01", "3T02"];
        await using var source = await TestSource.StartAsync(c =>
        {
            var since = DateTime.Parse(c.Request.Query["since"]!, CultureInfo.InvariantCulture).Day;
            return $$"""{"data":[{{string.Join(',', all.Where(t => t[0] - '0' >= since).Take(6).Select(t => $$"""{"at":"2026-11-0{{t}}:00:00Z"}"""))}}]}""";
        });
        var reading = new Reading(source.Url)
        {
            Retriever = "pagination_reset: {action: SPLIT_USING_CURSOR, limits: {number_of_records: 6}}",
            Stream = """
                incremental_sync:
                  cursor_field: at
                  datetime_format: "%Y-%m-%d"
                  cursor_datetime_formats: ["%Y-%m-%dT%H:%M:%SZ"]
                  start_datetime: "2026-11-01"
                  start_time_option: {inject_into: request_parameter, field_name: since}
                """,
        };
        await reading.RunAsync();
        source.Requests.Select(r => r.Query).ShouldBe(["?since=2026-11-01", "?since=2026-11-02", "?since=2026-11-03"]);
        reading.Sink.Records.Select(r => r[16..20]).ShouldBe(all.Select(t => t[..4]));
    }

    [Fact]
    public async Task Circle_of_several_pages_is_a_clear_failure()
    {
        await using var source = await TestSource.StartAsync(c => $$"""{"data":[{"id":1}],"next":"{{(c.Request.Query["after"] == "a" ? "b" : "a")}}"}""");
        var failure = await new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: after}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.next }}"}
                """,
        }.FailsAsync();
        failure.Message.ShouldContain("page 4 is the same as page 2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Requests_that_are_alike_are_no_circle_where_each_answer_has_other_records(bool ends)
    {
        await using var source = await TestSource.StartAsync((c, _, n) => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(
            c.Response, n < 6 ? $$"""{"data":[{"id":{{n}}}],"scroll":"s"}""" : $$"""{"data":[],"scroll":{{(ends ? "null" : "\"s\"")}}}"""));
        var reading = new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: scroll}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.scroll }}"}
                """,
        };
        if (ends) (await reading.RunAsync()).Records.ShouldBe(5);
        else (await reading.FailsAsync()).Message.ShouldContain("runs in a circle");
        source.Requests.Count.ShouldBe(ends ? 6 : 7);
    }

    [Fact]
    public async Task Page_size_may_come_from_the_config()
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[{"id":1}]}""");
        await new Reading(source.Url)
        {
            Config = new() { ["size"] = 3 },
            Paginator = """
                type: DefaultPaginator
                page_size_option: {inject_into: request_parameter, field_name: limit}
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: offset}
                pagination_strategy: {type: OffsetIncrement, page_size: "{{ config['size'] }}", inject_on_first_request: true}
                """,
        }.RunAsync();
        source.Requests.Single().Query.ShouldBe("?limit=3&offset=0");
    }
}
