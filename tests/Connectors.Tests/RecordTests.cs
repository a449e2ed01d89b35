using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests;

public sealed class RecordTests
{
    private static async Task<List<string>> ReadAsync(string body, string selector, string stream = "")
    {
        await using var source = await TestSource.StartAsync(_ => body);
        var reading = new Reading(source.Url) { Selector = selector, Stream = stream };
        await reading.RunAsync();
        return reading.Sink.Records;
    }

    [Theory]
    [InlineData("""[{"a":1},{"a":2}]""", "[]", """{"a":1}|{"a":2}""")]
    [InlineData("""{"a":1}""", "[]", """{"a":1}""")]
    [InlineData("""{"x":{"data":[{"a":1}]},"data":[{"a":2},{"a":3}]}""", "[data]", """{"a":2}|{"a":3}""")]
    [InlineData("""{"x":{"y":[{"a":1}],"z":[{"a":9}]}}""", "[x, y]", """{"a":1}""")]
    [InlineData("""{"x":[{"r":{"a":1}},{"q":0},{"r":{"a":2}}]}""", "[x, '*', r]", """{"a":1}|{"a":2}""")]
    [InlineData("""{"x":{"k1":{"r":[{"a":1},{"a":2}]},"k2":{"r":[{"a":3}]}}}""", "[x, '*', r]", """{"a":1}|{"a":2}|{"a":3}""")]
    [InlineData("""{"x":[[{"a":1}],[{"a":2}]]}""", "[x, '1']", """{"a":2}""")]
    [InlineData("""{"x":{"a":1}}""", "[x]", """{"a":1}""")]
    [InlineData("""{"x":null}""", "[x]", "")]
    [InlineData("""{"y":[{"a":1}]}""", "[x]", "")]
    [InlineData("""{"x":[]}""", "[x]", "")]
    public async Task Records_are_found_by_path(string body, string path, string records) =>
        string.Join('|', await ReadAsync(body, $"field_path: {path}")).ShouldBe(records);

    [Fact]
    public async Task Bytes_of_a_record_are_kept_as_they_are() =>
        (await ReadAsync("""{"data":[ {"n": 1.10, "e":1E5,  "big":123456789012345678901234567890, "u":"\u00e4ö😀\/", "dup":1,"dup":2} ]}""", "field_path: [data]"))
            .ShouldBe(["""{"n": 1.10, "e":1E5,  "big":123456789012345678901234567890, "u":"\u00e4ö😀\/", "dup":1,"dup":2}"""]);

    [Fact]
    public async Task Pretty_printed_records_become_one_line() =>
        (await ReadAsync("{\r\n  \"data\": [\n    {\n      \"a\": \"x  \\\" \\n y\",\n      \"b\": [ 1,\n 2 ]\n    }\n  ]\n}\n", "field_path: [data]"))
            .ShouldBe(["""{"a":"x  \" \n y","b":[1,2]}"""]);

    [Fact]
    public async Task Byte_order_mark_is_passed_over() => (await ReadAsync("\uFEFF[{\"a\":1}]", "field_path: []")).ShouldBe(["""{"a":1}"""]);

    [Fact]
    public async Task Records_are_filtered_and_changed() =>
        (await ReadAsync(
            """{"data":[{"id":1,"ok":true,"s":{"t":"ä","x":1}},{"id":2,"ok":false}]}""",
            "field_path: [data]",
            "transformations:\n  - {type: AddFields, fields: [{path: [kind], value: \"k{{ record.id }}\"}, {path: [n, m], value: \"{{ record['id'] + 1 }}\"}]}\n  - {type: RemoveFields, field_pointers: [[s, x], [nope, y]]}"))
            .ShouldBe(["""{"id":1,"ok":true,"s":{"t":"ä"},"kind":"k1","n":{"m":2}}""", """{"id":2,"ok":false,"kind":"k2","n":{"m":3}}"""]);

    [Fact]
    public async Task Filter_keeps_what_its_condition_holds_for() =>
        (await ReadAsync("""{"data":[{"id":1,"ok":true},{"id":2,"ok":false}]}""", "  field_path: [data]\nrecord_filter: {condition: \"{{ record.ok }}\"}"))
            .ShouldBe(["""{"id":1,"ok":true}"""]);

    [Fact]
    public async Task Record_larger_than_the_buffer_is_read_and_one_beyond_the_limit_is_refused()
    {
        var large = $$"""{"data":[{"id":1},{"id":2,"fill":"{{new string('z', 5_000_000)}}"}]}""";
        await using var source = await TestSource.StartAsync(_ => large);
        var reading = new Reading(source.Url);
        (await reading.RunAsync()).Records.ShouldBe(2);
        reading.Sink.Records[1].Length.ShouldBeGreaterThan(5_000_000);
        var failure = await new Reading(source.Url) { Limits = new() { MaxRecordBytes = 1_000_000 } }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Source);
        failure.Message.ShouldContain("one record is larger than 1000000 bytes");
    }
}
