using System.IO.Compression;
using System.Text;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Decoders;

public sealed class DecoderTests
{
    private static async Task<string> ReadAsync(byte[] body, string decoder, string path = "[]", string contentType = "application/octet-stream")
    {
        await using var source = await TestSource.StartAsync(async (c, _, _) =>
        {
            c.Response.ContentType = contentType;
            await c.Response.Body.WriteAsync(body);
        });
        var reading = new Reading(source.Url) { Selector = $"field_path: {path}", Retriever = $"decoder: {decoder}" };
        await reading.RunAsync();
        return string.Join('|', reading.Sink.Records);
    }

    private static Task<string> ReadAsync(string body, string decoder, string path = "[]") => ReadAsync(Encoding.UTF8.GetBytes(body), decoder, path);

    private static byte[] Gzip(byte[] body)
    {
        var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest)) gzip.Write(body);
        return buffer.ToArray();
    }

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return buffer.ToArray();
    }

    [Theory]
    [InlineData("{\"a\":1}\n\n{\"a\":2}\n", "[]", """{"a":1}|{"a":2}""")]
    [InlineData("{\"data\":[{\"a\":1},{\"a\":2}]}\r\n{\"data\":[{\"a\":3}]}", "[data]", """{"a":1}|{"a":2}|{"a":3}""")]
    [InlineData("[{\"a\":1},{\"a\":2}]\n{\"a\":3}", "[]", """{"a":1}|{"a":2}|{"a":3}""")]
    [InlineData("", "[]", "")]
    public async Task Json_lines(string body, string path, string records) => (await ReadAsync(body, "{type: JsonlDecoder}", path)).ShouldBe(records);

    [Fact]
    public async Task A_line_that_is_no_json_fails_the_page() =>
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync("{\"a\":1}\n<html>", "{type: JsonlDecoder}"))).Message.ShouldContain("not JSON");

    [Theory]
    [InlineData("""{"x":[1],"data":{"users":[{"a":1},{"a":2}]}}""", "data.users", "[]", """{"a":1}|{"a":2}""")]
    [InlineData("""{"data":[{"u":[{"a":1}]},{"u":[{"a":2}]}]}""", "data.item.u", "[]", """{"a":1}|{"a":2}""")]
    [InlineData("""{"data":[{"u":{"a":1}},{"u":{"a":2}}]}""", "data", "[u]", """{"a":1}|{"a":2}""")]
    [InlineData("""{"data":{"a":1}}""", "data", "[]", "")]
    public async Task Items_of_one_array(string body, string items, string path, string records) =>
        (await ReadAsync(body, $"{{type: JsonItemsDecoder, items_path: {items}}}", path)).ShouldBe(records);

    [Theory]
    [InlineData("", "id,name\n1,\"a \"\"q\"\", b\"\r\n\n2,\n3\n", """{"id":"1","name":"a \"q\", b"}|{"id":"2","name":""}|{"id":"3","name":null}""")]
    [InlineData(", delimiter: \"\\\\t\"", "id\tname\n1\tx\"y\n", """{"id":"1","name":"x\"y"}""")]
    [InlineData(", set_values_to_none: ['', 'NULL']", "id,name\n,NULL", """{"id":null,"name":null}""")]
    [InlineData("", "id,text\n1,\"line\r\nbreak\"", """{"id":"1","text":"line\nbreak"}""")]
    [InlineData("", "id\n1,2,3", """{"id":"1","null":["2","3"]}""")]
    [InlineData("", "\uFEFFid\n1", """{"id":"1"}""")]
    [InlineData("", "id,name\n", "")]
    public async Task Csv(string settings, string body, string records) => (await ReadAsync(body, $"{{type: CsvDecoder{settings}}}")).ShouldBe(records);

    [Fact]
    public async Task Csv_in_another_encoding() =>
        (await ReadAsync(Encoding.Latin1.GetBytes("näme\né"), "{type: CsvDecoder, encoding: iso-8859-1}")).ShouldBe("""{"näme":"é"}""");

    [Fact]
    public async Task Csv_of_many_pieces_loses_no_row()
    {
        var body = "id,fill\n" + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i},\"a\n\"\"{i}\"\"\"\r\n"));
        var rows = (await ReadAsync(body, "{type: CsvDecoder}")).Split('|');
        rows.Length.ShouldBe(60_000);
        rows[59_999].ShouldBe("""{"id":"59999","fill":"a\n\"59999\""}""");
    }

    [Theory]
    [InlineData("[root, item]", """{"@id":"1","name":"A & B","tag":["x","y"]}|{"@id":"2","#text":"t"}""")]
    [InlineData("[root, item, '*', name]", "\"A & B\"")]
    [InlineData("[]", """{"root":{"@v":"9","item":[{"@id":"1","name":"A & B","tag":["x","y"]},{"@id":"2","#text":"t"}],"empty":null,"one":"1"}}""")]
    public async Task Xml(string path, string records) =>
        (await ReadAsync(
            "<?xml version=\"1.0\"?><root v=\"9\"><!-- c --><item id=\"1\">\n <name> A &amp; B </name><tag>x</tag><tag><![CDATA[y]]></tag></item><item id=\"2\">t</item><empty/><one>1</one></root>",
            "{type: XmlDecoder}", path)).ShouldBe(records);

    [Fact]
    public async Task Xml_with_entities_of_its_own_is_refused() =>
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync("<!DOCTYPE r [<!ENTITY x \"boom\">]><r><i>&x;</i></r>", "{type: XmlDecoder}", "[r, i]"))).Message.ShouldContain("DTD");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Gzip_is_undone_as_often_as_it_was_done(int times)
    {
        var body = "id\n1"u8.ToArray();
        for (var i = 0; i < times; i++) body = Gzip(body);
        (await ReadAsync(body, "{type: GzipDecoder, decoder: {type: GzipDecoder, decoder: {type: CsvDecoder}}}")).ShouldBe("""{"id":"1"}""");
    }

    [Fact]
    public async Task Each_file_of_an_archive_is_read() =>
        (await ReadAsync(Zip(("a.json", """{"data":[{"a":1}]}"""), ("d/b.json", """{"data":[{"a":2}]}""")), "{type: ZipfileDecoder, decoder: {type: JsonDecoder}}", "[data]")).ShouldBe("""{"a":1}|{"a":2}""");

    private static async Task<ConnectorException> TooLargeAsync(byte[] body, string decoder, ReadLimits limits, string path = "[]")
    {
        await using var source = await TestSource.StartAsync((c, _, _) => c.Response.Body.WriteAsync(body).AsTask());
        return await new Reading(source.Url) { Selector = $"field_path: {path}", Retriever = $"decoder: {decoder}", Limits = limits }.FailsAsync();
    }

    [Fact]
    public async Task The_files_of_an_archive_together_are_held_to_the_limits_of_a_page()
    {
        var file = $"[{new string(' ', 400_000)}]";
        var archive = Zip([.. Enumerable.Range(0, 5).Select(i => ($"{i}.json", file))]);
        (await TooLargeAsync(archive, "{type: ZipfileDecoder, decoder: {type: JsonDecoder}}", new() { MaxPageBytes = 1_000_000 })).Message.ShouldContain("larger than 1000000 bytes");
    }

    [Fact]
    public async Task An_archive_of_too_many_files_is_refused()
    {
        var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create))
            for (var i = 0; i < 600; i++) archive.CreateEntry($"{i}{new string('x', 60_000)}").Open().Dispose();
        (await TooLargeAsync(buffer.ToArray(), "{type: ZipfileDecoder, decoder: {type: JsonDecoder}}", ReadLimits.Default)).Message.ShouldContain("table of contents");
    }

    [Theory]
    [InlineData("<r><i>", "", "</i></r>", "[r, i]")]
    [InlineData("<r><i><![CDATA[", "", "]]></i></r>", "[r, i]")]
    [InlineData("<r><i a=\"", "", "\"/></r>", "[r, i]")]
    [InlineData("<r a=\"", "", "\"><i/></r>", "[r, i]")]
    [InlineData("<r><", "i", "/></r>", "[r, i]")]
    [InlineData("<r><i>", "", "</i></r>", "[]")]
    public async Task One_text_of_a_document_without_end_is_refused_before_it_is_held(string start, string letter, string end, string path)
    {
        var text = string.Concat(Enumerable.Repeat(letter.Length > 0 ? letter : "x", 4_000_000));
        await using var source = await TestSource.StartAsync(_ => start + text + end);
        var reading = new Reading(source.Url)
        {
            Selector = $"field_path: {path}", Retriever = "decoder: {type: XmlDecoder}", Limits = new() { MaxRecordBytes = 1_000_000, MaxResponseBytes = 1_000_000 },
        };
        (await reading.FailsAsync()).Message.ShouldContain("a text or tag of an XML document is larger than 1000000 bytes");
    }

    [Fact]
    public async Task An_archive_that_is_none_fails_the_page() =>
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync("no zip", "{type: ZipfileDecoder, decoder: {type: JsonDecoder}}"))).Message.ShouldContain("not a whole zip file");

    [Fact]
    public async Task Lines() => (await ReadAsync("user1@x.com\r\nu\"2\n\nlast", "{type: IterableDecoder}"))
        .ShouldBe("""{"record":"user1@x.com"}|{"record":"u\"2"}|{"record":""}|{"record":"last"}""");
}
