using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.State;

public sealed class StateDelegateTests
{
    private static string Manifest(string url, string more = "", string full = "things", string fullCursor = "") => $$$"""
        version: 6.0.0
        type: DeclarativeSource
        check: {type: CheckStream, stream_names: [things]}
        streams:
          - type: StateDelegatingStream
            name: things
            {{{more}}}
            full_refresh_stream:
              name: {{{full}}}
              {{{fullCursor}}}
              retriever: {requester: {type: HttpRequester, url: "{{{url}}}/all"}, record_selector: {extractor: {field_path: [data]} } }
            incremental_stream:
              name: things
              incremental_sync: {type: DatetimeBasedCursor, cursor_field: at, datetime_format: "%Y-%m-%d", start_datetime: "2026-01-01"}
              retriever: {requester: {type: HttpRequester, url: "{{{url}}}/events"}, record_selector: {extractor: {field_path: [data]} } }
        """;

    private static async Task<(string Path, string State)> ReadAsync(string? state, string more = "", string fullCursor = "")
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[{"at":"2026-11-09"}]}""");
        using var http = new HttpClient();
        var stream = Connector.Load(Manifest(source.Url, more, fullCursor: fullCursor), "manifest.yaml", SkippingTime.At("2026-11-21T09:00:00Z")).Streams.Single();
        var result = await stream.ReadAsync(new(new(), state is null ? null : JsonNode.Parse(state)!.AsObject()), new CollectingSink(), http, TestContext.Current.CancellationToken);
        return (source.Requests.Single().Path, result.State!.ToJsonString());
    }

    [Theory]
    [InlineData(null, "/all")]
    [InlineData("{}", "/all")]
    [InlineData("""{"__ab_no_cursor_state_message":true}""", "/events")]
    [InlineData("""{"at":"2026-11-01"}""", "/events")]
    public async Task State_decides_which_stream_is_read(string? state, string path) => (await ReadAsync(state)).Path.ShouldBe(path);

    [Fact]
    public async Task State_is_that_of_the_stream_that_was_read()
    {
        const string Cursor = "incremental_sync: {type: DatetimeBasedCursor, cursor_field: at, datetime_format: \"%Y-%m-%d\", start_datetime: \"2026-01-01\"}";
        (await ReadAsync(null)).State.ShouldBe("""{"__ab_no_cursor_state_message":true}""");
        (await ReadAsync(null, fullCursor: Cursor)).State.ShouldBe("""{"at":"2026-11-09"}""");
        (await ReadAsync("""{"at":"2026-11-01"}""")).State.ShouldBe("""{"at":"2026-11-09"}""");
    }

    [Theory]
    [InlineData("""{"at":"2026-11-15"}""", "/events")]
    [InlineData("""{"at":"2026-10-15"}""", "/all")]
    [InlineData("""{"state_type":"date-range","slices":[{"start":"2026-01-01","end":"2026-11-15"}]}""", "/events")]
    [InlineData("""{"__ab_no_cursor_state_message":true}""", "/events")]
    [InlineData("""{"unknown":1}""", "/all")]
    public async Task State_older_than_the_source_remembers_is_started_over(string state, string path) =>
        (await ReadAsync(state, "api_retention_period: P30D")).Path.ShouldBe(path);

    [Fact]
    public void Names_must_be_the_same() =>
        Should.Throw<ManifestException>(() => Connector.Load(Manifest("http://127.0.0.1:1", full: "other"), "manifest.yaml", TimeProvider.System)).Message.ShouldContain("one name");

    [Fact]
    public void Cursor_field_is_that_of_the_incremental_stream() =>
        Connector.Load(Manifest("http://127.0.0.1:1"), "manifest.yaml", TimeProvider.System).Streams.Single().CursorField.ShouldBe("at");
}
