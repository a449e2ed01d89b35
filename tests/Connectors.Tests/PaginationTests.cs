using ControlPlane.Testing;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests;

public sealed class PaginationTests
{
    private static string Page(IEnumerable<int> ids, string extra = "") => $$"""{"data":[{{string.Join(',', ids.Select(i => $$"""{"id":{{i}}}"""))}}]{{extra}}}""";

    [Fact]
    public async Task Page_numbers_run_until_a_page_is_not_full()
    {
        await using var source = await TestSource.StartAsync(c => Page(Enumerable.Range(int.Parse(c.Request.Query["page"]!, CultureInfo.InvariantCulture) * 10, c.Request.Query["page"] == "3" ? 4 : 10)));
        var reading = new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_size_option: {inject_into: request_parameter, field_name: per_page}
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement, page_size: 10, start_from_page: 1, inject_on_first_request: true}
                """,
        };
        var result = await reading.RunAsync();
        result.Records.ShouldBe(24);
        result.Requests.ShouldBe(3);
        source.Requests.Select(r => r.Query).ShouldBe(["?per_page=10&page=1", "?per_page=10&page=2", "?per_page=10&page=3"]);
    }

    [Fact]
    public async Task Page_size_is_a_number_in_a_json_body()
    {
        await using var source = await TestSource.StartAsync(_ => Page([1]));
        await new Reading(source.Url)
        {
            Requester = "http_method: POST",
            Paginator = """
                type: DefaultPaginator
                page_size_option: {inject_into: body_json, field_path: [page, size]}
                pagination_strategy: {type: OffsetIncrement, page_size: 10}
                """,
        }.RunAsync();
        source.Requests.Single().Body.ShouldBe("""{"page":{"size":10}}""");
    }

    /// <summary>One cursor for the whole scroll, as Elasticsearch and Intercom have it.</summary>
    [Fact]
    public async Task Source_that_scrolls_by_one_token_is_read_to_its_end()
    {
        var page = 0;
        await using var source = await TestSource.StartAsync(_ => ++page <= 4 ? Page([page], ""","scroll":"s" """) : Page([], ""","scroll":"s" """));
        var reading = new Reading(source.Url) { Paginator = Scroll };
        (await reading.RunAsync()).Records.ShouldBe(4);
        source.Requests.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Page_that_comes_again_for_the_same_request_is_a_circle()
    {
        await using var source = await TestSource.StartAsync(_ => Page([1], ""","scroll":"s" """));
        (await new Reading(source.Url) { Paginator = Scroll }.FailsAsync()).Message.ShouldContain("runs in a circle: page 3 is the same as page 2");
    }

    private const string Scroll = """
        type: DefaultPaginator
        page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: scroll}
        pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.scroll }}", stop_condition: "{{ not response.data }}"}
        """;

    [Theory]
    [InlineData("more/2", "/v1/more/2")]
    [InlineData("/other/2", "/other/2")]
    [InlineData("?page=2", "/v1/things")]
    public async Task Path_of_the_next_page_is_joined_to_the_base(string next, string path)
    {
        await using var source = await TestSource.StartAsync(c => c.Request.Path == "/v1/things" && c.Request.QueryString.Value == "" ? Page([1], $",\"next\":\"{next}\"") : Page([2]));
        await new Reading($"{source.Url}/v1")
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestPath}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.next }}"}
                """,
        }.RunAsync();
        source.Requests.Select(r => r.Path).ShouldBe(["/v1/things", path]);
    }

    [Theory]
    [InlineData("https://a.example", "http://a.example/things?page=2", "https://a.example/things?page=2")]
    [InlineData("http://a.example", "http://a.example/things?page=2", "http://a.example/things?page=2")]
    [InlineData("https://a.example", "http://a.example:8080/things", null)]
    public async Task Next_page_on_the_same_server_stays_encrypted(string declared, string next, string? asked)
    {
        var server = new AnsweringHandler(n => Page([n], n == 1 ? $",\"next\":\"{next}\"" : ""));
        var reading = new Reading(declared)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestPath}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.next }}"}
                """,
        };
        using var http = new HttpClient(server);
        var read = Connector.Load(reading.Manifest, "manifest.yaml", reading.Time).Streams[0].ReadAsync(new ReadRequest([], null), reading.Sink, http, TestContext.Current.CancellationToken);
        if (asked is null) (await Should.ThrowAsync<ConnectorException>(() => read)).Message.ShouldContain("on another server");
        else await read;
        server.Asked.ShouldBe(asked is null ? [$"{declared}/things"] : [$"{declared}/things", asked]);
    }

    private sealed class AnsweringHandler(Func<int, string> answer) : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(answer(Asked.Count)), RequestMessage = request });
        }
    }

    [Fact]
    public async Task First_page_has_no_token_unless_asked_for()
    {
        await using var source = await TestSource.StartAsync(c => Page(c.Request.Query["page"].Count == 0 ? [1, 2] : []));
        await new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement}
                """,
        }.RunAsync();
        source.Requests.Select(r => r.Query).ShouldBe(["", "?page=1"]);
    }

    [Fact]
    public async Task Offsets_count_records()
    {
        await using var source = await TestSource.StartAsync(c => Page(Enumerable.Range(0, c.Request.Headers["x-offset"] == "6" ? 1 : 3)));
        var result = await new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: header, field_name: x-offset}
                pagination_strategy: {type: OffsetIncrement, page_size: 3, inject_on_first_request: true}
                """,
        }.RunAsync();
        result.Records.ShouldBe(7);
        source.Requests.Select(r => r.Headers["x-offset"]).ShouldBe(["0", "3", "6"]);
    }

    [Fact]
    public async Task Cursor_stops_at_its_condition_and_goes_into_a_json_body()
    {
        await using var source = await TestSource.StartAsync((c, seen, n) =>
            c.Response.WriteAsync(Page([n], $$""","paging":{"next":"{{n}}e5","more":{{(n < 3 ? "true" : "false")}}}""")));
        var result = await new Reading(source.Url)
        {
            Requester = """
                http_method: POST
                request_body_json: {filter: {kind: all}}
                """,
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: body_json, field_path: [paging, after]}
                pagination_strategy:
                  type: CursorPagination
                  cursor_value: "x{{ response.paging.next }}"
                  stop_condition: "{{ not response.paging.more }}"
                """,
        }.RunAsync();
        result.Records.ShouldBe(3);
        source.Requests.Select(r => r.Body).ShouldBe([
            """{"filter":{"kind":"all"}}""", """{"filter":{"kind":"all"},"paging":{"after":"x1e5"}}""", """{"filter":{"kind":"all"},"paging":{"after":"x2e5"}}"""]);
    }

    [Fact]
    public async Task Token_that_looks_like_a_number_is_sent_as_it_is()
    {
        await using var source = await TestSource.StartAsync(c => Page([1], c.Request.Query["after"].Count == 0 ? ""","next":"12e5" """ : ""));
        await new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: after}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.next }}"}
                """,
        }.RunAsync();
        source.Requests.Last().Query.ShouldBe("?after=12e5");
    }

    [Fact]
    public async Task Last_record_can_be_the_cursor()
    {
        await using var source = await TestSource.StartAsync((c, _, n) => c.Response.WriteAsync(Page(n == 3 ? [] : [n * 10, n * 10 + 1])));
        await new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: since_id}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ last_record['id'] }}", stop_condition: "{{ last_page_size == 0 }}"}
                """,
        }.RunAsync();
        source.Requests.Select(r => r.Query).ShouldBe(["", "?since_id=11", "?since_id=21"]);
    }

    [Fact]
    public async Task Link_header_is_followed_and_its_parameters_are_not_doubled()
    {
        TestSource? self = null;
        await using var source = self = await TestSource.StartAsync(c =>
        {
            var page = int.Parse(c.Request.Query["page"].FirstOrDefault() ?? "1", CultureInfo.InvariantCulture);
            if (page < 3) c.Response.Headers.Link = $"<{self!.Url}/things?per_page=2&page={page + 1}>; rel=\"next\", <{self.Url}/things?page=3>; rel=\"last\"";
            return $$"""[{"id":{{page}}},{"id":{{page}}0}]""";
        });
        var result = await new Reading(source.Url)
        {
            Requester = "request_parameters: {per_page: 2}",
            Selector = "field_path: []",
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestPath}
                pagination_strategy:
                  type: CursorPagination
                  cursor_value: "{{ headers['link']['next']['url'] }}"
                  stop_condition: "{{ 'next' not in headers['link'] }}"
                """,
        }.RunAsync();
        result.Records.ShouldBe(6);
        source.Requests.Select(r => r.Query).ShouldBe(["?per_page=2", "?per_page=2&page=2", "?per_page=2&page=3"]);
    }

    [Fact]
    public async Task Condition_over_the_records_of_the_response_sees_them()
    {
        await using var source = await TestSource.StartAsync((c, _, n) => c.Response.WriteAsync(Page(Enumerable.Range(0, n < 3 ? 2 : 1))));
        var result = await new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: p}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ next_page_token['next_page_token'] | default(0, true) | int + 1 }}", stop_condition: "{{ response['data'] | length < 2 }}"}
                """,
        }.RunAsync();
        result.Records.ShouldBe(5);
    }

    [Fact]
    public async Task Pagination_that_runs_in_a_circle_is_a_clear_failure()
    {
        await using var source = await TestSource.StartAsync(_ => Page([1], ""","next":"same" """));
        var failure = await new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: after}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.next }}"}
                """,
        }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Source);
        failure.Message.ShouldContain("circle");
        source.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Pages_without_end_are_ended()
    {
        await using var source = await TestSource.StartAsync((c, _, n) => c.Response.WriteAsync(Page([n])));
        var failure = await new Reading(source.Url)
        {
            Limits = new() { MaxPages = 7 },
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement}
                """,
        }.FailsAsync();
        failure.Message.ShouldContain("more than 7 pages");
    }

    [Theory]
    [InlineData("authenticator: {type: BearerAuthenticator, api_token: tok}")]
    [InlineData("request_headers: {Authorization: Bearer tok}")]
    public async Task Next_page_on_another_server_is_refused_however_credentials_are_sent(string requester)
    {
        await using var source = await TestSource.StartAsync(_ => Page([1], ""","next":"http://127.0.0.2:9/steal" """));
        var failure = await new Reading(source.Url)
        {
            Requester = requester,
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestPath}
                pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.next }}"}
                """,
        }.FailsAsync();
        failure.Message.ShouldContain("another server");
    }
}
