using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Requests;

public sealed class RequestOriginTests
{
    private const string Next = """
        type: DefaultPaginator
        pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.next }}"}
        """;

    private static Reading Reading(string url, string requester, string paginator = Next) =>
        new(url) { Requester = $"authenticator: {{type: BearerAuthenticator, api_token: s3cr3t}}\n{requester}", Paginator = paginator };

    [Fact]
    public async Task Path_that_the_source_gives_does_not_lead_to_another_server()
    {
        await using var other = await TestSource.StartAsync(_ => """{"data":[]}""");
        await using var source = await TestSource.StartAsync(_ => $$"""{"data":[{"id":1}],"next":"{{other.Url}}/x"}""");
        var reading = Reading(source.Url, "");
        var manifest = reading.Manifest.Replace("path: /things", "path: \"{{ next_page_token['next_page_token'] or '/things' }}\"", StringComparison.Ordinal);
        var failure = await FailsAsync(manifest);
        failure.Kind.ShouldBe(ConnectorFaultKind.Source);
        failure.Message.ShouldContain("leads to another server");
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Path_that_the_source_gives_is_followed_on_its_own_server()
    {
        await using var source = await TestSource.StartAsync(c => c.Request.Path == "/things"
            ? $$"""{"data":[{"id":1}],"next":"http://{{c.Request.Host}}/more?site=https://x"}""" : """{"data":[{"id":2}]}""");
        var manifest = Reading(source.Url, "").Manifest.Replace("path: /things", "path: \"{{ next_page_token['next_page_token'] or '/things' }}\"", StringComparison.Ordinal);
        await ReadAsync(manifest);
        source.Requests.Select(r => r.Path + Uri.UnescapeDataString(r.Query)).ShouldBe(["/things", "/more?site=https://x"]);
        source.Requests.ShouldAllBe(r => r.Headers["Authorization"] == "Bearer s3cr3t");
    }

    [Fact]
    public async Task Path_of_the_manifest_may_be_on_another_server_than_its_base()
    {
        await using var other = await TestSource.StartAsync(_ => """{"data":[]}""");
        var manifest = Reading("http://127.0.0.1:9", "", "type: NoPagination").Manifest.Replace("path: /things", $"path: \"{other.Url}/things\"", StringComparison.Ordinal);
        await ReadAsync(manifest);
        other.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Url_within_a_path_or_a_query_is_no_address()
    {
        await using var source = await TestSource.StartAsync(c =>
            c.Request.Query["site"] == "https://x" ? """{"data":[],"next":"/more?back=https://y"}""" : """{"data":[]}""");
        var manifest = Reading(source.Url, "", """
            type: DefaultPaginator
            page_token_option: {type: RequestPath}
            pagination_strategy: {type: CursorPagination, cursor_value: "{{ response.next }}"}
            """).Manifest.Replace("path: /things", "path: /items?site=https://x", StringComparison.Ordinal);
        await ReadAsync(manifest);
        source.Requests.Select(r => r.Path).ShouldBe(["/items", "/more"]);
    }

    private static async Task ReadAsync(string manifest)
    {
        using var http = new HttpClient();
        await Connector.Load(manifest, "m.yaml", SkippingTime.At("2026-11-21T09:00:00Z")).Streams[0].ReadAsync(
            new ReadRequest([], null), new CollectingSink(), http, TestContext.Current.CancellationToken);
    }

    private static Task<ConnectorException> FailsAsync(string manifest) => Should.ThrowAsync<ConnectorException>(() => ReadAsync(manifest));
}
