using ControlPlane.Connectors.Tests;
using System.Text.Json.Nodes;
using ControlPlane.Connectors;
using ControlPlane.Ingestion.LandedFiles;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.LandedFiles;

public sealed class LandedFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-21T09:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
    private readonly TemporaryFolder _folder = new();
    private readonly SettableTime _time = new() { Now = Now };
    private readonly LandedFolder _landed;
    private JsonObject? _state;

    public LandedFolderTests() => _landed = new(_folder.Path, LandedFileOptions.Default, _time);

    public void Dispose() => _folder.Dispose();

    private void Drop(string name, string content, double ageSeconds = 60)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], content);
        File.SetLastWriteTimeUtc(_folder[name], _time.Now.UtcDateTime.AddSeconds(-ageSeconds));
    }

    private async Task<(LandedReadResult Result, List<string> Records)> ReadAsync()
    {
        var sink = new CollectingSink();
        var result = await _landed.ReadAsync(_state, sink, TestContext.Current.CancellationToken);
        _state = JsonNode.Parse(result.State.ToJsonString())!.AsObject();
        return (result, sink.Records);
    }

    [Fact]
    public async Task Each_file_is_taken_once_in_the_order_of_names()
    {
        Drop("b.jsonl", "2\n");
        Drop("a/c.csv", "x\n1\n");
        Drop("readme.txt", "no");
        var (result, records) = await ReadAsync();
        result.Files.ShouldBe(["a/c.csv", "b.jsonl"]);
        records.ShouldBe(["""{"x":"1"}""", "2"]);
        Drop("c.jsonl", "3\n");
        (await ReadAsync()).Records.ShouldBe(["3"]);
        (await ReadAsync()).Result.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task File_still_being_written_is_left_alone_until_it_settles()
    {
        Drop("a.jsonl", "1\n", ageSeconds: 0.5);
        var (result, _) = await ReadAsync();
        result.Files.ShouldBeEmpty();
        result.Unsettled.ShouldBe(["a.jsonl"]);
        _time.Now += TimeSpan.FromSeconds(1);
        Drop("a.jsonl", "1\n2\n", ageSeconds: 0);
        (await ReadAsync()).Result.Unsettled.ShouldBe(["a.jsonl"]);
        _time.Now += TimeSpan.FromSeconds(3);
        (await ReadAsync()).Records.ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task File_dated_in_the_future_settles_by_what_was_seen()
    {
        Drop("a.jsonl", "1\n", ageSeconds: -86400);
        (await ReadAsync()).Result.Unsettled.ShouldBe(["a.jsonl"]);
        _time.Now += TimeSpan.FromSeconds(2);
        (await ReadAsync()).Records.ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("a.jsonl.tmp")]
    [InlineData("a.jsonl.part")]
    [InlineData("a.jsonl.crdownload")]
    [InlineData("a.jsonl~")]
    [InlineData(".a.jsonl")]
    [InlineData(".hidden/a.jsonl")]
    public async Task Names_of_unfinished_files_are_ignored(string name)
    {
        Drop(name, "1\n");
        (await ReadAsync()).Result.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task Changed_content_is_a_new_version_and_a_touched_or_moved_file_is_not()
    {
        Drop("a.jsonl", "1\n");
        Drop("b.jsonl", "2\n");
        await ReadAsync();
        Drop("a.jsonl", "1\n", ageSeconds: 30);
        File.Move(_folder["b.jsonl"], _folder["moved.jsonl"]);
        (await ReadAsync()).Result.Files.ShouldBeEmpty();
        Drop("a.jsonl", "9\n", ageSeconds: 20);
        (await ReadAsync()).Records.ShouldBe(["9"]);
    }

    [Fact]
    public async Task State_forgets_files_that_are_gone()
    {
        Drop("a.jsonl", "1\n");
        Drop("b.jsonl", "2\n");
        await ReadAsync();
        File.Delete(_folder["a.jsonl"]);
        await ReadAsync();
        _state!["taken"]!.AsObject().Select(t => t.Key).ShouldBe(["b.jsonl"]);
    }

    [Fact]
    public async Task Failed_file_fails_the_read_and_stays()
    {
        Drop("a.jsonl", "1\n");
        Drop("b.json", "[1,");
        var failure = await Should.ThrowAsync<ConnectorException>(ReadAsync);
        failure.Message.ShouldContain("b.json");
        File.Exists(_folder["b.json"]).ShouldBeTrue();
        Drop("b.json", "[2]");
        (await ReadAsync()).Records.ShouldBe(["1", "2"]);
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
