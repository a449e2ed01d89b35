using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Connectors;
using ControlPlane.Connectors.Tests;
using ControlPlane.Ingestion.LandedFiles;
using ControlPlane.Testing.S3;

namespace ControlPlane.Ingestion.Tests.LandedFiles;

public sealed class S3PrefixTests
{
    private const string Bucket = "their-exports";
    private readonly LandedIntake _landed = new(LandedFileOptions.Default, TimeProvider.System);
    private JsonObject? _state;

    [Fact]
    public async Task Objects_under_a_prefix_are_each_taken_once_however_many_pages_list_them()
    {
        await using var s3 = await StartAsync();
        var names = Enumerable.Range(0, 2300).Select(n => $"day {n % 7}/größe+数据&{n:0000}.jsonl").ToList();
        foreach (var name in names) Put(s3, $"crm/events/{name}", $"{names.IndexOf(name)}\n");
        Put(s3, "crm/events/", "");
        Put(s3, "crm/events/readme.txt", "no");
        Put(s3, "crm/events/.hidden/a.jsonl", "\"hidden\"\n");
        Put(s3, "crm/events-of-others/a.jsonl", "\"another's\"\n");
        Put(s3, "crm/events.jsonl", "\"beside\"\n");

        var (first, records) = await ReadAsync(s3);
        var calls = s3.Calls.Count;
        var (second, _) = await ReadAsync(s3);

        first.Files.Count.ShouldBe(2300);
        records.Select(int.Parse).Order().ShouldBe(Enumerable.Range(0, 2300));
        second.Files.ShouldBeEmpty();
        s3.Calls.Skip(calls).ShouldAllBe(call => call.Contains("list-type=2", StringComparison.Ordinal));
        (s3.Calls.Count - calls).ShouldBe(3);
    }

    [Fact]
    public async Task Every_format_is_read_and_an_empty_object_has_no_records()
    {
        await using var s3 = await StartAsync();
        Put(s3, "crm/events/a.csv", "id,name\n1,x\n");
        Put(s3, "crm/events/b.json", "[{\"id\":2}]");
        Put(s3, "crm/events/c.jsonl.gz", Packed("{\"id\":3}\n"));
        Put(s3, "crm/events/d.jsonl", "");

        var (result, records) = await ReadAsync(s3);

        records.ShouldBe(["""{"id":"1","name":"x"}""", """{"id":2}""", """{"id":3}"""]);
        result.Files.Count.ShouldBe(4);
        (await ReadAsync(s3)).Result.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task New_content_under_an_old_name_is_taken_also_when_it_has_the_same_size_and_the_same_content_is_not()
    {
        await using var s3 = await StartAsync();
        Put(s3, "crm/events/a.jsonl", "1\n");
        Put(s3, "crm/events/b.jsonl", "2\n");
        await ReadAsync(s3);

        Put(s3, "crm/events/a.jsonl", "9\n");
        Put(s3, "crm/events/b.jsonl", "2\n");
        // Put in parts, the same bytes have another ETag.
        s3.Buckets[Bucket].Put("crm/events/b.jsonl", S3Version.Of("2\n"u8.ToArray(), null) with { ETag = "\"0123456789abcdef0123456789abcdef-2\"" });

        (await ReadAsync(s3)).Records.ShouldBe(["9"]);
        (await ReadAsync(s3)).Result.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_object_replaced_after_it_was_listed_is_taken_by_the_next_read_once_and_whole()
    {
        await using var s3 = await StartAsync();
        Put(s3, "crm/events/a.jsonl", "1\n");
        Put(s3, "crm/events/b.jsonl", "2\n");
        s3.Failures = (_, request) =>
        {
            if (request.Path.Value!.EndsWith("a.jsonl", StringComparison.Ordinal)) Put(s3, "crm/events/a.jsonl", "3\n4\n");
            return null;
        };

        var (result, records) = await ReadAsync(s3);
        records.ShouldBe(["2"]);
        result.Unsettled.ShouldBe(["a.jsonl"]);
        s3.Failures = (_, _) => null;
        (await ReadAsync(s3)).Records.ShouldBe(["3", "4"]);
    }

    [Fact]
    public async Task A_read_that_breaks_off_goes_on_and_one_of_an_object_that_was_replaced_meanwhile_leaves_nothing()
    {
        await using var s3 = await StartAsync();
        var lines = Enumerable.Range(0, 20_000).Select(n => $"{{\"id\":{n}}}").ToList();
        Put(s3, "crm/events/a.jsonl", string.Join('\n', lines));
        var cut = 0;
        s3.Failures = (_, request) => IsObject(request.Path) && cut++ < 3 ? S3Failure.CutBody : null;
        (await ReadAsync(s3)).Records.ShouldBe(lines);

        Put(s3, "crm/events/b.jsonl", string.Join('\n', lines));
        cut = 0;
        s3.Failures = (_, request) =>
        {
            if (!IsObject(request.Path)) return null;
            if (cut++ > 0) Put(s3, "crm/events/b.jsonl", "7\n");
            return S3Failure.CutBody;
        };
        var (result, records) = await ReadAsync(s3);
        records.ShouldBeEmpty();
        result.Unsettled.ShouldBe(["b.jsonl"]);
        s3.Failures = (_, _) => null;
        (await ReadAsync(s3)).Records.ShouldBe(["7"]);
    }

    [Fact]
    public async Task A_broken_object_is_left_out_and_the_others_are_taken()
    {
        await using var s3 = await StartAsync();
        Put(s3, "crm/events/a.jsonl", "1\n");
        Put(s3, "crm/events/b.jsonl.gz", Packed(string.Concat(Enumerable.Range(0, 5000)))[..^100]);
        Put(s3, "crm/events/c.jsonl", "2\n");

        var (result, records) = await ReadAsync(s3);

        records.ShouldBe(["1", "2"]);
        result.Broken.ShouldHaveSingleItem().Why.ShouldContain("ends too early or is damaged at about byte");
    }

    [Fact]
    public async Task Only_the_key_of_the_sources_own_config_is_used_and_a_refusal_says_what_it_needs()
    {
        await using var s3 = await StartAsync();
        foreach (var missing in new[] { "access_key_id", "secret_access_key", "region" })
        {
            var without = Config(s3);
            without.Remove(missing);
            Should.Throw<ConnectorException>(() => S3Location.Of(without, null)).Message.ShouldContain(missing);
        }
        s3.Calls.ShouldBeEmpty();

        var wrong = Config(s3);
        wrong["secret_access_key"] = "another/secret+another/secret+another/se";
        var refused = await Should.ThrowAsync<ConnectorException>(() => ReadAsync(s3, wrong));
        refused.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        refused.Message.ShouldBe("s3://their-exports/crm/events/: S3 refuses the source's key (SignatureDoesNotMatch): it must be allowed s3:ListBucket and s3:GetObject there");
    }

    [Theory]
    [InlineData("https://bucket/path")]
    [InlineData("s3://")]
    [InlineData("s3://Bucket/path")]
    [InlineData("s3://a@b/path")]
    public void What_is_no_prefix_is_refused(string prefix) =>
        Should.Throw<ConnectorException>(() => S3Location.Of(new JsonObject { ["prefix"] = prefix }, null)).Message.ShouldContain("write s3://bucket/path");

    [Fact]
    public void A_location_never_shows_its_key() =>
        new S3Location("bucket", "a/", "eu-central-1", null, "AKIA", "hunter2", "session").ToString().ShouldBe("s3://bucket/a/");

    private static bool IsObject(string? path) => path!.EndsWith(".jsonl", StringComparison.Ordinal);

    private static async Task<S3Server> StartAsync()
    {
        var server = await S3Server.StartAsync();
        server.Buckets[Bucket] = new S3Bucket();
        return server;
    }

    private static void Put(S3Server s3, string key, string content) => Put(s3, key, Encoding.UTF8.GetBytes(content));

    private static void Put(S3Server s3, string key, byte[] content) => s3.Buckets[Bucket].Put(key, S3Version.Of(content, null));

    private static byte[] Packed(string content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(content));
        return packed.ToArray();
    }

    private static JsonObject Config(S3Server s3) => new()
    {
        ["prefix"] = $"s3://{Bucket}/crm", ["region"] = S3Server.Region, ["endpoint"] = s3.Url.ToString(), ["access_key_id"] = S3Server.AccessKey, ["secret_access_key"] = S3Server.SecretKey,
    };

    private async Task<(LandedReadResult Result, List<string> Records)> ReadAsync(S3Server s3, JsonObject? config = null)
    {
        var location = S3Location.Of(config ?? Config(s3), "events");
        using var client = location.Connect();
        var sink = new CollectingSink();
        var result = await _landed.ReadAsync(new S3Prefix(client, location), _state, sink, TestContext.Current.CancellationToken);
        _state = JsonNode.Parse(result.State.ToJsonString())!.AsObject();
        return (result, sink.Records);
    }
}
