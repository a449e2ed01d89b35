using System.Globalization;
using System.IO.Compression;
using System.Text;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Faults;

/// <summary>Bodies that end too early though the connection says that they are whole: wherever the cut is, no record may be missing in silence.</summary>
public sealed class CutBodyTests
{
    private const int Records = 200;

    private static readonly string Page = $$"""{"data":[{{string.Join(',', Enumerable.Range(0, Records).Select(Record))}}]}""";
    private static readonly string Lines = string.Concat(Enumerable.Range(0, Records).Select(i => Record(i) + "\n"));
    private static readonly string Csv = "id,name\n" + string.Concat(Enumerable.Range(0, Records).Select(i => $"{i},thing {i * 7919}\n"));

    private static string Record(int i) => $$"""{"id":{{i}},"name":"thing {{i * 7919}}"}""";

    [Theory]
    [InlineData("json", "")]
    [InlineData("json", "gzip")]
    [InlineData("json", "deflate")]
    [InlineData("json", "br")]
    [InlineData("jsonl", "gzip")]
    [InlineData("jsonl", "deflate")]
    [InlineData("jsonl", "br")]
    [InlineData("csv", "gzip")]
    public Task Content_encoding(string format, string encoding)
    {
        var (body, decoder, path) = Of(format);
        return EveryCutFailsAsync(Packed(body, encoding), encoding, decoder, path);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jsonl")]
    [InlineData("csv")]
    public Task File_that_is_gzip(string format)
    {
        var (body, decoder, path) = Of(format);
        return EveryCutFailsAsync(Packed(body, "gzip"), "", $"{{type: GzipDecoder, decoder: {decoder}}}", path);
    }

    [Fact]
    public Task Archive()
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = archive.CreateEntry("records.jsonl").Open())
            entry.Write(Encoding.UTF8.GetBytes(Lines));
        return EveryCutFailsAsync(packed.ToArray(), "", "{type: ZipfileDecoder, decoder: {type: JsonlDecoder}}", "field_path: []");
    }

    [Fact]
    public async Task Nothing_is_refused_that_is_whole()
    {
        foreach (var format in new[] { "json", "jsonl", "csv" })
            foreach (var encoding in new[] { "", "gzip", "deflate", "br" })
            {
                var (body, decoder, path) = Of(format);
                await using var source = await ServeAsync(Packed(body, encoding), encoding);
                (await ReadingOf(source, int.MaxValue, decoder, path).RunAsync()).Records.ShouldBe(Records, $"{format} {encoding}");
            }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Body_without_a_byte_has_no_lines_however_it_is_packed(string encoding)
    {
        await using var source = await ServeAsync([], encoding);
        (await ReadingOf(source, 0, "{type: JsonlDecoder}", "field_path: []").RunAsync()).Records.ShouldBe(0);
    }

    private static (string Body, string Decoder, string Path) Of(string format) => format switch
    {
        "json" => (Page, "{type: JsonDecoder}", "field_path: [data]"),
        "jsonl" => (Lines, "{type: JsonlDecoder}", "field_path: []"),
        _ => (Csv, "{type: CsvDecoder}", "field_path: []"),
    };

    private static byte[] Packed(string text, string encoding)
    {
        var packed = new MemoryStream();
        using (Stream target = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal),
            "deflate" => new ZLibStream(packed, CompressionLevel.Optimal),
            "br" => new BrotliStream(packed, CompressionLevel.Optimal),
            _ => packed,
        })
        {
            // With a flush in it: a cut there leaves whole lines.
            var half = text.IndexOf('\n', text.Length / 2) + 1;
            target.Write(Encoding.UTF8.GetBytes(text[..half]));
            target.Flush();
            target.Write(Encoding.UTF8.GetBytes(text[half..]));
        }
        return packed.ToArray();
    }

    private static Task<TestSource> ServeAsync(byte[] body, string encoding) => TestSource.StartAsync(async (context, _, _) =>
    {
        if (encoding.Length > 0) context.Response.Headers.ContentEncoding = encoding;
        var cut = Math.Min(body.Length, int.Parse(context.Request.Headers["X-Cut"].ToString(), CultureInfo.InvariantCulture));
        await context.Response.Body.WriteAsync(body.AsMemory(0, cut));
    });

    private static Reading ReadingOf(TestSource source, int cut, string decoder, string path) => new(source.Url)
    {
        Requester = $"request_headers: {{X-Cut: '{cut.ToString(CultureInfo.InvariantCulture)}'}}\nerror_handler: {{max_retries: 0}}",
        Retriever = $"decoder: {decoder}",
        Selector = path,
    };

    private static async Task EveryCutFailsAsync(byte[] body, string encoding, string decoder, string path)
    {
        await using var source = await ServeAsync(body, encoding);
        // Every place near the ends, and many between.
        var cuts = Enumerable.Range(1, body.Length - 1).Where(cut => cut < 30 || cut > body.Length - 30 || cut % 23 == 0);
        foreach (var cut in cuts)
        {
            var failure = await Should.ThrowAsync<ConnectorException>(() => ReadingOf(source, cut, decoder, path).RunAsync(), $"cut after {cut} of {body.Length} bytes");
            failure.Kind.ShouldBe(ConnectorFaultKind.Transient);
        }
    }
}
