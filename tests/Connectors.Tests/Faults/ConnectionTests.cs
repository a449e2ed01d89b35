using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ControlPlane.Connectors.Tests.Faults;

/// <summary>Connections that end in ways in which no web server lets them end.</summary>
public sealed partial class ConnectionTests
{
    private const string Good = """{"data":[{"id":1},{"id":2}]}""";
    private const string Lines = "{\"id\":1}\n{\"id\":2}\n";
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static async Task RepeatsAsync(Func<RawConnection, Task> fault, string good = Good, string decoder = "", string path = "field_path: [data]")
    {
        await using var source = new RawSource((connection, n) => n <= 2 ? fault(connection) : connection.SendAsync(RawSource.Whole(good)));
        var reading = new Reading(source.Url) { Retriever = decoder, Selector = path };
        await reading.RunAsync();
        source.Requests.ShouldBe(3);
        reading.Sink.Records.ShouldBe(["""{"id":1}""", """{"id":2}"""]);
    }

    [Fact]
    public Task Reset_before_the_response_is_retried() => RepeatsAsync(connection => connection.ResetAsync());

    [Fact]
    public Task Connection_that_is_closed_without_a_byte_is_retried() => RepeatsAsync(_ => Task.CompletedTask);

    [Theory]
    [InlineData("HTTP/1.1 20")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n")]
    public Task Half_a_head_or_another_protocol_is_retried(string head) => RepeatsAsync(connection => connection.SendAsync(head));

    [Fact]
    public Task Head_without_end_is_given_up() => RepeatsAsync(async connection =>
    {
        await connection.SendAsync("HTTP/1.1 200 OK\r\n");
        for (var i = 0; i < 100_000; i++) await connection.SendAsync($"X-{i}: {new string('x', 100)}\r\n");
    });

    [Fact]
    public Task Reset_in_the_middle_of_the_body_is_retried() => RepeatsAsync(async connection =>
    {
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"data\":[{\"id\":1},");
        await connection.ResetAsync();
    });

    [Fact]
    public Task Body_shorter_than_it_was_announced_is_retried_even_where_its_lines_are_whole() =>
        RepeatsAsync(connection => connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\":1}\n"), Lines, "decoder: {type: JsonlDecoder}", "field_path: []");

    [Theory]
    [InlineData("9\r\n{\"id\":1}\n\r\n")]
    [InlineData("9\r\n{\"id\":1}\n")]
    [InlineData("12\r\n{\"id\":1}\n")]
    [InlineData("what\r\n")]
    public Task Chunks_without_the_last_one_are_retried_even_where_their_lines_are_whole(string chunks) =>
        RepeatsAsync(connection => connection.SendAsync(Chunked + chunks), Lines, "decoder: {type: JsonlDecoder}", "field_path: []");

    [Fact]
    public async Task Body_that_trickles_in_byte_by_byte_is_read()
    {
        await using var source = new RawSource(async (connection, _) =>
        {
            foreach (var one in RawSource.Whole(Good)) await connection.SendAsync(one.ToString());
        });
        var reading = new Reading(source.Url);
        (await reading.RunAsync()).Requests.ShouldBe(1);
        reading.Sink.Records.ShouldBe(["""{"id":1}""", """{"id":2}"""]);
    }

    [Fact]
    public async Task Body_that_trickles_in_for_ever_ends_with_the_time_of_a_page()
    {
        await using var source = new RawSource(async (connection, _) =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{\"data\":[");
            while (true)
            {
                await connection.SendAsync(" ");
                await Task.Delay(10);
            }
        });
        var failure = await new Reading(source.Url)
        {
            Requester = "error_handler: {max_retries: 0}",
            Limits = new() { PageTimeout = TimeSpan.FromMilliseconds(300) },
        }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Transient);
        failure.Message.ShouldContain("did not end within 0.3 s");
    }

    [Fact]
    public async Task Source_that_ends_each_connection_between_pages_loses_no_page()
    {
        await using var source = new RawSource(async (connection, n) =>
        {
            // As if it would stay open; the next request finds it closed.
            var page = int.Parse(Page().Match(connection.Request).Groups[1].Value, CultureInfo.InvariantCulture);
            await connection.SendAsync(RawSource.Whole(page < 20 ? $$"""{"data":[{"id":{{page}}}]}""" : """{"data":[]}"""));
            connection.StaysOpen = n % 3 == 0;
        });
        var reading = new Reading(source.Url)
        {
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement, inject_on_first_request: true}
                """,
        };
        await reading.RunAsync();
        reading.Sink.Records.Select(record => (int)JsonNode.Parse(record)!["id"]!).ShouldBe(Enumerable.Range(0, 20));
    }

    [GeneratedRegex(@"[?&]page=(\d+)")]
    private static partial Regex Page();
}
