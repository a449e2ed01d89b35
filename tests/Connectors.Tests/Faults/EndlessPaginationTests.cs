using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests.Faults;

/// <summary>Paginations that would never end are a clear failure after a few requests.</summary>
public sealed class EndlessPaginationTests
{
    private const string Same = """{"data":[{"id":1},{"id":2}]}""";

    [Fact]
    public async Task Link_header_that_points_at_its_own_page()
    {
        TestSource? self = null;
        await using var source = self = await TestSource.StartAsync(context =>
        {
            context.Response.Headers.Link = $"<{self!.Url}/things?page=2>; rel=\"next\"";
            return context.Request.QueryString.HasValue ? """{"data":[{"id":3}]}""" : Same;
        });
        var failure = await new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestPath}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ headers['link']['next']['url'] }}", stop_condition: "{{ 'next' not in headers['link'] }}"}
                """,
        }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Source);
        failure.Message.ShouldContain("the pagination runs in a circle: page 3 is the same as page 2");
        source.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("{type: OffsetIncrement, page_size: 2}")]
    [InlineData("{type: OffsetIncrement}")]
    [InlineData("{type: PageIncrement, page_size: 2, start_from_page: 1, inject_on_first_request: true}")]
    [InlineData("{type: CursorPagination, cursor_value: \"{{ response.next }}\"}")]
    public async Task Source_that_does_not_look_at_what_it_is_asked_for(string strategy)
    {
        await using var source = await TestSource.StartAsync((context, _, n) => context.Response.WriteAsync(Same.Replace("]", $"],\"next\":\"{n}\"", StringComparison.Ordinal)));
        var failure = await new Reading(source.Url) { Paginator = Paginator(strategy) }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Source);
        failure.Message.ShouldContain("the first 10 pages have the very same 2 records: the source does not follow the paginator");
        source.Requests.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Records_without_a_key_may_well_be_there_twice()
    {
        await using var source = await TestSource.StartAsync((context, _, n) => context.Response.WriteAsync(n <= 20 ? Same : """{"data":[]}"""));
        (await new Reading(source.Url) { PrimaryKey = "[]", Paginator = Paginator("{type: OffsetIncrement, page_size: 2}") }.RunAsync()).Records.ShouldBe(40);
    }

    [Fact]
    public async Task Page_that_had_to_be_asked_for_often_is_one_page()
    {
        await using var source = await TestSource.StartAsync((context, _, n) => context.Response.WriteAsync(n switch
        {
            < 30 when n % 5 > 0 => Same[..^2],
            < 30 => Same,
            _ => """{"data":[]}""",
        }));
        (await new Reading(source.Url) { Paginator = Paginator("{type: OffsetIncrement}") }.RunAsync()).Records.ShouldBe(10);
    }

    private static string Paginator(string strategy) => $$"""
        type: DefaultPaginator
        page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: at}
        pagination_strategy: {{strategy}}
        """;
}
