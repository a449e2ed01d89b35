using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Async;

public sealed class AsyncRetrieverTests
{
    private const string Windows = """
            incremental_sync:
              cursor_field: at
              datetime_format: "%Y-%m-%d"
              start_datetime: "2026-01-01"
              end_datetime: "2026-01-05"
              step: P1D
              cursor_granularity: P1D
        """;

    private const string Abort = """
              abort_requester: {type: HttpRequester, url_base: "URL", path: "/jobs/{{ creation_response.id }}/abort", http_method: POST}
              delete_requester: {type: HttpRequester, url_base: "URL", path: "/jobs/{{ creation_response.id }}/delete", http_method: POST}
        """;

    private static string With(BulkSource source) => Abort.Replace("URL", source.Url, StringComparison.Ordinal);

    private static async Task<(ReadResult Result, CollectingSink Sink)> ReadAsync(
        string manifest, JsonObject? config = null, TimeProvider? time = null, IRecordSink? into = null, CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient();
        var sink = new CollectingSink();
        var connector = Connector.Load(manifest, "m.yaml", time ?? SkippingTime.At("2026-11-21T09:00:00Z"));
        return (await connector.Streams[0].ReadAsync(new ReadRequest(config ?? [], null), into ?? sink, http, cancellationToken), sink);
    }

    [Fact]
    public async Task A_job_is_created_watched_downloaded_part_by_part_and_deleted()
    {
        await using var source = await new BulkSource().StartAsync();
        var (result, sink) = await ReadAsync(source.Manifest(With(source)));
        sink.Records.ShouldBe(["""{"id":"1-1","query":"FROM all"}""", """{"id":"1-2","query":"FROM all"}"""]);
        result.Records.ShouldBe(2);
        source.Left.ShouldBeEmpty();
        source.Aborted.ShouldBeEmpty();
        source.Requests.Count(r => r is { Method: "GET", Path: "/jobs/1" }).ShouldBe(2);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("max_concurrent_async_job_count: 3", 3)]
    [InlineData("max_concurrent_async_job_count: \"{{ config['jobs'] }}\"", 2)]
    public async Task The_source_works_on_as_many_slices_at_once_as_the_manifest_allows(string declared, int most)
    {
        await using var source = await new BulkSource().StartAsync();
        var (result, sink) = await ReadAsync(source.Manifest(With(source), Windows, declared), new JsonObject { ["jobs"] = 2 });
        source.MostAtOnce.ShouldBe(most);
        result.Records.ShouldBe(8);
        sink.Records.Select(r => JsonNode.Parse(r)!["query"]!.ToString()).Distinct()
            .ShouldBe(["FROM 2026-01-01", "FROM 2026-01-02", "FROM 2026-01-03", "FROM 2026-01-04"]);
        source.Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_job_is_created_again_up_to_three_times()
    {
        await using var source = await new BulkSource { States = (_, attempt) => attempt < 3 ? ["Failed"] : ["JobComplete"] }.StartAsync();
        (await ReadAsync(source.Manifest("      failed_retry_wait_time_in_seconds: 60"))).Result.Records.ShouldBe(2);

        await using var hopeless = await new BulkSource { States = (_, _) => ["Failed"] }.StartAsync();
        var failure = await Should.ThrowAsync<ConnectorException>(() => ReadAsync(hopeless.Manifest()));
        failure.Message.ShouldContain("a job of the source failed, in each of 3 attempts");
        failure.Kind.ShouldBe(ConnectorFaultKind.Source);
        hopeless.Requests.Count(r => r.Method == "POST").ShouldBe(3);
    }

    [Fact]
    public async Task A_job_that_takes_too_long_is_aborted_and_created_again()
    {
        await using var source = await new BulkSource { States = (_, attempt) => attempt < 2 ? ["InProgress"] : ["JobComplete"] }.StartAsync();
        (await ReadAsync(source.Manifest(With(source) + "\n      polling_job_timeout: \"{{ config.minutes }}\""), new JsonObject { ["minutes"] = 2 })).Result.Records.ShouldBe(2);
        source.Aborted.ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_job_without_data_is_no_failure()
    {
        await using var source = await new BulkSource { States = (_, _) => ["Nothing"] }.StartAsync();
        (await ReadAsync(source.Manifest())).Result.Records.ShouldBe(0);
        source.Requests.ShouldNotContain(r => r.Path.Contains("parts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_status_that_the_manifest_does_not_know_is_named_and_the_job_aborted()
    {
        await using var source = await new BulkSource { States = (_, _) => ["Sleeping"] }.StartAsync();
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync(source.Manifest(With(source))))).Message.ShouldContain("'Sleeping' is unknown: add it to status_mapping");
        source.Aborted.ShouldBe(["1"]);
    }

    [Fact]
    public async Task What_runs_at_the_source_is_aborted_when_the_read_is_cancelled()
    {
        await using var source = await new BulkSource { States = (_, _) => ["InProgress"] }.StartAsync();
        using var stop = new CancellationTokenSource();
        var reading = ReadAsync(source.Manifest(With(source), Windows, "max_concurrent_async_job_count: 3"), time: TimeProvider.System, cancellationToken: stop.Token);
        await Eventually.TrueAsync("three jobs are watched", () => Task.FromResult(source.Requests.Count(r => r.Method == "GET") >= 3));
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        source.Aborted.Order().ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public void What_is_missing_in_the_manifest_is_named()
    {
        var refused = Should.Throw<ManifestException>(() => Connector.Load("""
            version: 6.0.0
            check: {stream_names: [a]}
            streams:
              - name: a
                retriever:
                  type: AsyncRetriever
                  status_mapping: {running: [r, c], completed: [c], failed: []}
                  creation_requester: {url: "http://x"}
                  download_target_requester: {url: "http://x"}
            """, "m.yaml", TimeProvider.System));
        foreach (var part in new[] { "polling_requester", "status_extractor", "status_mapping.timeout", "'c' is already mapped", "download_target_extractor", "download_requester" })
            refused.Message.ShouldContain(part);
    }
}
