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
    private LandedIntake _landed;
    private JsonObject? _state;

    public LandedFolderTests() => _landed = new(LandedFileOptions.Default, _time);

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
        var result = await _landed.ReadAsync(new LandedFolder(_folder.Path), _state, sink, TestContext.Current.CancellationToken);
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
    public async Task A_broken_file_is_left_out_whole_and_named_until_another_is_in_its_place()
    {
        Drop("a.jsonl", "1\n");
        Drop("b.json", "[7,");
        Drop("c.csv", "x,x\n1,2\n");
        Drop("d.jsonl.gz", "no gzip");
        Drop("e.jsonl", "");
        Drop("f.jsonl", "2\n");

        var (result, records) = await ReadAsync();
        records.ShouldBe(["1", "2"]);
        result.Files.ShouldBe(["a.jsonl", "e.jsonl", "f.jsonl"]);
        result.Broken.Select(one => one.Path).ShouldBe(["b.json", "c.csv", "d.jsonl.gz"]);
        result.Broken[0].Why.ShouldBe("b.json: the JSON ends too early or is damaged after byte 2: Expected start of a property name or value, but instead reached end of data");

        (result, records) = await ReadAsync();
        records.ShouldBeEmpty();
        result.Broken.Count.ShouldBe(3);

        Drop("b.json", "[7,8]", ageSeconds: 30);
        (result, records) = await ReadAsync();
        records.ShouldBe(["7", "8"]);
        result.Broken.Select(one => one.Path).ShouldBe(["c.csv", "d.jsonl.gz"]);
    }

    [Fact]
    public async Task A_broken_file_too_large_to_be_held_back_is_left_out_when_all_is_read_again()
    {
        _landed = new(LandedFileOptions.Default with { HoldBackBytes = 1000 }, _time);
        Drop("a.jsonl", "1\n");
        Drop("b.json", $"[{string.Join(',', Enumerable.Repeat("{\"id\":1234567890}", 100_000))}");
        Drop("c.jsonl", "2\n");

        var failure = await Should.ThrowAsync<ConnectorException>(ReadAsync);
        failure.Kind.ShouldBe(ConnectorFaultKind.Transient);
        failure.Message.ShouldContain("b.json");
        var (result, records) = await ReadAsync();
        records.ShouldBe(["1", "2"]);
        result.Broken.ShouldHaveSingleItem().Path.ShouldBe("b.json");
    }

    [Fact]
    public async Task Names_of_any_script_and_thousands_of_files_are_each_taken_once()
    {
        var names = Enumerable.Range(0, 3000).Select(n => $"tag {n:0000}/größe-数据-🗂 {n}.jsonl").ToList();
        foreach (var name in names) Drop(name, $"{names.IndexOf(name)}\n");
        var (result, records) = await ReadAsync();
        result.Files.Count.ShouldBe(3000);
        records.Count.ShouldBe(3000);
        foreach (var name in names.Take(1500)) File.Move(_folder[name], _folder[$"{name}.moved.jsonl"]);
        Drop("zz.jsonl", "new\n");
        (await ReadAsync()).Records.ShouldBe(["new"]);
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
