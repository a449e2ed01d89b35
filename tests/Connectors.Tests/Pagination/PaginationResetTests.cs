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
        reading.Sink.Records.Count.ShouldBe(7);
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
        failure.Message.ShouldContain("the request for page 4 is the same as for page 2");
        source.Requests.Count.ShouldBe(3);
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
