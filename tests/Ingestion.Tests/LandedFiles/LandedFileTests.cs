using ControlPlane.Connectors.Tests;
using System.IO.Compression;
using System.Text;
using ControlPlane.Connectors;
using ControlPlane.Ingestion.LandedFiles;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.LandedFiles;

public sealed class LandedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CollectingSink _sink = new();

    public void Dispose() => _folder.Dispose();

    private async Task<List<string>> ReadAsync(string name, string content, LandedFileOptions? options = null)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        await using (var file = File.Create(_folder[name]))
        await using (var packed = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file)
            await packed.WriteAsync(bytes);
        await LandedFile.ReadAsync(_folder[name], _sink, options ?? LandedFileOptions.Default, TestContext.Current.CancellationToken);
        return _sink.Records;
    }

    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("a.jsonl.gz")]
    [InlineData("a.ndjson")]
    [InlineData("a.json")]
    [InlineData("a.json.gz")]
    public async Task Lines_are_records(string name) =>
        (await ReadAsync(name, "\uFEFF{\"a\":1}\r\n\n   \r\n{ \"b\": \"ü\" }\n{\"c\":3}")).ShouldBe(["{\"a\":1}", "{ \"b\": \"ü\" }", "{\"c\":3}"]);

    [Theory]
    [InlineData("a.json", "[{\"a\":1},\n {\"b\":\n2}]\n")]
    [InlineData("a.json.gz", " \n[{\"a\":1},{\"b\":2}]")]
    [InlineData("a.json", "{\"a\":1}{\"b\":2}")]
    [InlineData("a.json", "{\n  \"a\": 1\n}\n{\n  \"b\": 2\n}\n")]
    [InlineData("a.json", "{\"a\":1}{\"b\":2}\n")]
    [InlineData("a.jsonl", "{\"a\":1}{\"b\":2}\n")]
    [InlineData("a.json", "[{\"a\":1}]\n[{\"b\":2}]")]
    public async Task Arrays_and_values_strung_together_are_taken_apart(string name, string content) =>
        (await ReadAsync(name, content)).Select(r => r.Replace(" ", "", StringComparison.Ordinal)).ShouldBe(["{\"a\":1}", "{\"b\":2}"]);

    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("a.json")]
    public async Task Lines_that_are_not_json_are_handed_on_as_they_are(string name) =>
        (await ReadAsync(name, "{\"a\":1}\nnot json\n{\"b\":\n{\"x\":\"}{\"}\n}{\n{\"a\":1}{oops}\n{\"c\":3}\n"))
            .ShouldBe(["{\"a\":1}", "not json", "{\"b\":", "{\"x\":\"}{\"}", "}{", "{\"a\":1}{oops}", "{\"c\":3}"]);

    [Theory]
    [InlineData("{\"a\":\n{\"b\":2}\n{\"c\":3}\n")]
    [InlineData("oops\n{\"b\":2}\n{\"c\":3}\n")]
    public async Task Damaged_first_line_does_not_spoil_the_others(string content) =>
        (await ReadAsync("a.json", content)).Skip(1).ShouldBe(["{\"b\":2}", "{\"c\":3}"]);

    [Fact]
    public async Task Carriage_returns_within_a_line_do_not_break_it() =>
        (await ReadAsync("a.jsonl", "{\"a\":\r1}\nbad\rline\n")).ShouldBe(["{\"a\": 1}", "bad line"]);

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.csv.gz")]
    public async Task Csv_rows_become_objects_of_strings(string name) =>
        (await ReadAsync(name, "\uFEFFid,name,,note\r\n1,\"Ä, \"\"x\"\"\",,\"two\nlines\"\r\n\r\n2,b,c,\r\n")).ShouldBe([
            """{"id":"1","name":"Ä, \"x\"","column_3":"","note":"two\nlines"}""", """{"id":"2","name":"b","column_3":"c","note":""}"""]);

    [Fact]
    public async Task Csv_rows_that_do_not_fit_are_handed_on_as_text() =>
        (await ReadAsync("a.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n\"9,\n10\n")).ShouldBe(["""{"a":"1","b":"2"}""", "3", "4,5,6", """{"a":"7","b":"8"}""", "\"9, 10 "]);

    [Fact]
    public async Task Csv_with_a_doubled_column_is_refused() =>
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync("a.csv", "a,a\n1,2\n"))).Message.ShouldContain("'a' 2 times");

    [Fact]
    public async Task Csv_separator_is_found_out() => (await ReadAsync("a.csv", "a;b\n1;2\n3;4\n")).ShouldContain("""{"a":"3","b":"4"}""");

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.jsonl")]
    [InlineData("a.json")]
    public async Task Empty_file_has_no_records(string name) => (await ReadAsync(name, "")).ShouldBeEmpty();

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public async Task Truncated_gzip_is_refused_and_says_where(double part)
    {
        await ReadAsync("whole.jsonl.gz", string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{{\"id\":{i},\"x\":\"{i * 7919L % 100_003}\"}}\n")));
        var bytes = await File.ReadAllBytesAsync(_folder["whole.jsonl.gz"], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder["cut.jsonl.gz"], bytes[..(int)(bytes.Length * part)], TestContext.Current.CancellationToken);
        var failure = await Should.ThrowAsync<ConnectorException>(() =>
            LandedFile.ReadAsync(_folder["cut.jsonl.gz"], new CountingSink(), LandedFileOptions.Default, TestContext.Current.CancellationToken));
        failure.Kind.ShouldBe(ConnectorFaultKind.Source);
        failure.Message.ShouldContain("cut.jsonl.gz: the gzip data ends too early or is damaged at about byte");
    }

    [Fact]
    public async Task Several_gzip_members_are_one_file()
    {
        await using (var file = File.Create(_folder["a.jsonl.gz"]))
        {
            foreach (var line in new[] { "{\"a\":1}\n", "{\"b\":2}\n" })
                await using (var packed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true)) await packed.WriteAsync(Encoding.UTF8.GetBytes(line));
        }

        await LandedFile.ReadAsync(_folder["a.jsonl.gz"], _sink, LandedFileOptions.Default, TestContext.Current.CancellationToken);
        _sink.Records.ShouldBe(["{\"a\":1}", "{\"b\":2}"]);
    }

    [Fact]
    public async Task Damaged_gzip_and_text_named_gz_are_refused()
    {
        await File.WriteAllTextAsync(_folder["a.jsonl.gz"], "{\"a\":1}\n", TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<ConnectorException>(() => LandedFile.ReadAsync(_folder["a.jsonl.gz"], _sink, LandedFileOptions.Default, TestContext.Current.CancellationToken)))
            .Message.ShouldContain("damaged");
        await File.WriteAllBytesAsync(_folder["empty.jsonl.gz"], [], TestContext.Current.CancellationToken);
        await Should.ThrowAsync<ConnectorException>(() => LandedFile.ReadAsync(_folder["empty.jsonl.gz"], _sink, LandedFileOptions.Default, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Cut_array_is_refused_and_says_where() =>
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync("a.json", "[{\"a\":1},{\"b\""))).Message.ShouldContain("a.json: the JSON ends too early or is damaged after byte");

    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("a.json")]
    public async Task Line_beyond_the_limit_is_a_clear_error(string name)
    {
        var content = $"{{\"a\":1}}\n{{\"b\":\"{new string('x', 3 << 20)}\"}}\n";
        (await ReadAsync(name, content)).Count.ShouldBe(2);
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync(name, content, new() { MaxRecordBytes = 1 << 20 }))).Message.ShouldContain("is larger than");
    }

    [Fact]
    public async Task Real_archive_hour_is_read_whole()
    {
        var path = SharedData.Find("data/github/2015-01-01-0.json.gz");
        if (!SharedData.IsRequired) Assert.SkipWhen(path is null, "the shared data is not here");
        var sink = new CountingSink();
        var (records, _) = await LandedFile.ReadAsync(path!, sink, LandedFileOptions.Default, TestContext.Current.CancellationToken);
        records.ShouldBe(7_702);
    }
}
