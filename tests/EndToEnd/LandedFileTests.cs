using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.AppHost.Embedded;
using ControlPlane.EndToEnd.Processes;
using ControlPlane.Testing;

namespace ControlPlane.EndToEnd;

/// <summary>What becomes of files that people land, good, bad and old.</summary>
public sealed class LandedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("landed");

    private string Data => _folder["data"];

    private string Lake => new DataFolder(Data).Lake;

    [Fact]
    public async Task Few_bad_lines_are_set_aside_and_too_many_refuse_the_batch_while_marts_keep_their_content()
    {
        var few = await OnceRun.StartAsync(Data, "--landed", EventFile.Write(_folder["few.jsonl"], good: 995, bad: 5));
        few.ExitCode.ShouldBe(0, few.Said);
        few.Counts("validate").ShouldBe(("succeeded", 1_000, 995, 5));
        few.Counts("load").ShouldBe(("succeeded", 995, 995, 0));
        few.Events.ShouldBe(995);
        few.Balanced.ShouldBeTrue();

        var many = await OnceRun.StartAsync(Data, "--landed", EventFile.Write(_folder["many.jsonl.gz"], good: 950, bad: 50, firstId: 10_000));
        many.ExitCode.ShouldBe(1, many.Said);
        ((bool)many.Report!["succeeded"]!).ShouldBeFalse();
        var (status, rowsIn, _, _) = many.Counts("validate");
        (status, rowsIn).ShouldBe(("failed", 1_000));
        many.Counts("load").Out.ShouldBe(0);
        foreach (var later in new[] { "transform", "test", "activate", "refresh" }) ((string?)many.Stage(later)["status"]).ShouldBeOneOf("pending", "skipped");
        many.Balanced.ShouldBeTrue(many.Said);
        many.Output.ShouldContain("50 of 1000 rows are bad");

        await using var server = await Server.StartAsync(Data);
        (await server.ValueAsync<decimal>("ACME_DEV_RAW", """SELECT sum(events) FROM "MARTS".github_events_daily""")).ShouldBe(995);
        (await server.ValueAsync<long>("ACME_DEV_RAW", """SELECT count(*) FROM "RAW".github_events""")).ShouldBe(995);
    }

    [Fact]
    public async Task Truncated_gzip_fails_the_sync_with_a_clear_message_and_leaves_nothing_half_done()
    {
        var whole = await File.ReadAllBytesAsync(EventFile.Write(_folder["whole.jsonl.gz"], good: 5_000));
        var cut = _folder["cut.jsonl.gz"];
        await File.WriteAllBytesAsync(cut, whole[..(whole.Length / 2)]);

        var once = await OnceRun.StartAsync(Data, "--landed", EventFile.Settled(cut));

        once.ExitCode.ShouldBe(1, once.Said);
        ((string?)once.Stage("sync")["status"]).ShouldBe("failed");
        once.Output.ShouldContain("cut.jsonl.gz: the gzip data ends too early or is damaged");
        LakeObjects().ShouldBeEmpty();
        await using var server = await Server.StartAsync(Data);
        (await server.ValueAsync<long>("ACME_DEV_RAW", """SELECT count(*) FROM "RAW".github_events""")).ShouldBe(0);
        (await server.ValueAsync<long>("control", "SELECT count(*) FROM ingestion.stream_state WHERE state IS NOT NULL")).ShouldBe(0);
    }

    [Fact]
    public async Task Events_of_2012_strung_together_on_one_line_are_read_and_a_nul_character_is_quarantined_with_its_reason()
    {
        var lines = Enumerable.Range(0, 49).Select(i => string.Concat(Enumerable.Range(0, 4).Select(j => Timeline(i * 4 + j)))).ToList();
        lines.Add(Timeline(1_000).Replace("octo", """oc\u0000to""", StringComparison.Ordinal));

        var once = await OnceRun.StartAsync(Data, "--landed", EventFile.Write(_folder["2012-04-01-0.json.gz"], lines));

        once.ExitCode.ShouldBe(0, once.Said);
        once.Counts("validate").ShouldBe(("succeeded", 197, 196, 1));
        once.Events.ShouldBe(196);
        once.Balanced.ShouldBeTrue();
        var row = once.Mart["data"]!.AsArray().First()!;
        ((string?)row["repo_name"]).ShouldStartWith("octo/repo");
        // 20:00 at eight hours behind is four in the morning of the next day.
        once.Mart["data"]!.AsArray().ShouldAllBe(mart => (string?)mart!["event_date"] == "2012-04-02");
        var quarantined = await ReadGzipAsync(LakeObjects().Single(name => name.Contains("/quarantine/", StringComparison.Ordinal) && name.EndsWith(".gz", StringComparison.Ordinal)));
        ((string?)JsonNode.Parse(quarantined.Trim())!["reason"]).ShouldBe("""the character \u0000, which the warehouse cannot hold""");
    }

    [Fact]
    public async Task Csv_with_a_header_is_read_by_column_name()
    {
        var file = _folder["events.csv"];
        await File.WriteAllTextAsync(file, "id,type,created_at,actor,repo\n1,PushEvent,2024-05-01T10:00:00Z,anna,\"org/a, or b\"\n2,WatchEvent,2024-05-01T11:00:00Z,ben,org/c\n");

        var once = await OnceRun.StartAsync(Data, "--landed", EventFile.Settled(file));

        once.ExitCode.ShouldBe(0, once.Said);
        once.Mart["data"]!.AsArray().Select(row => $"{row!["event_type"]} {row["repo_name"]} {row["events"]} {row["actors"]}")
            .ShouldBe(["PushEvent org/a, or b 1 1", "WatchEvent org/c 1 1"], ignoreOrder: true);
    }

    [Fact]
    public async Task Missing_file_is_an_error_of_usage_and_starts_nothing()
    {
        var once = await OnceRun.StartAsync(Data, "--landed", _folder["nowhere.jsonl"]);

        once.ExitCode.ShouldNotBe(0);
        once.Error.ShouldContain("nowhere.jsonl");
        once.Report.ShouldBeNull();
        Directory.Exists(Data).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();

    private static string Timeline(int id) => $$$"""
        {"repository":{"name":"repo{{{id % 5}}}","owner":"octo","url":"https://github.com/octo/repo{{{id % 5}}}"},"actor":"user{{{id}}}","actor_attributes":{"login":"user{{{id}}}","type":"User"},"created_at":"2012/04/01 20:00:{{{id % 60:00}}} -0800","public":true,"type":"PushEvent","payload":{"head":"{{{id}}}"},"url":"https://github.com/octo/repo/compare/{{{id}}}"}
        """.Trim();

    private string[] LakeObjects() => Directory.Exists(Lake)
        ? [.. Directory.EnumerateFiles(Lake, "*", SearchOption.AllDirectories).Select(name => name.Replace('\\', '/')).Where(name => !name.Contains("/.unfinished/", StringComparison.Ordinal))]
        : [];

    private static async Task<string> ReadGzipAsync(string file)
    {
        await using var content = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
