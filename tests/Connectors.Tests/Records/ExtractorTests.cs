using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Records;

public sealed class ExtractorTests
{
    private static async Task<string> ReadAsync(string body, string extractor)
    {
        await using var source = await TestSource.StartAsync(_ => body);
        var reading = new Reading(source.Url) { Selector = extractor, Config = new() { ["field"] = "items" } };
        await reading.RunAsync();
        return string.Join('|', reading.Sink.Records);
    }

    [Theory]
    [InlineData("""[{"data":[{"a":1}]},{"data":[{"a":2}]}]""", "[data]", """{"a":1}|{"a":2}""")]
    [InlineData("""[{"a":1},{},[{"a":2}]]""", "[]", """{"a":1}|{"a":2}""")]
    [InlineData("""{"x":{}}""", "[x]", "")]
    [InlineData("""{}""", "[]", "")]
    [InlineData("""{"items":[{"a":1}]}""", "[\"{{ config['field'] }}\"]", """{"a":1}""")]
    [InlineData("""{"p":{"q":{"rows":[{"a":1.0}]}},"rows":[{"a":2}]}""", "['**', rows]", """{"a":2}|{"a":1.0}""")]
    [InlineData("""{"row_1":{"a":1},"other":{"a":2},"row_2":{"a":3}}""", "['row_*']", """{"a":1}|{"a":3}""")]
    public async Task Records_are_found_as_dpath_finds_them(string body, string path, string records) => (await ReadAsync(body, $"field_path: {path}")).ShouldBe(records);

    [Theory]
    [InlineData("", """{"id":1.0}|{"id":2}""")]
    [InlineData(", on_no_records: emit_parent", """{"id":1.0}|{"id":2}|{"p":2,"lines":{"data":[]}}""")]
    [InlineData(", remain_original_record: true", """{"id":1.0,"original_record":{"p":1,"lines":{"data":[{"id":1.0},{"id":2}]}}}|{"id":2,"original_record":{"p":1,"lines":{"data":[{"id":1.0},{"id":2}]}}}""")]
    public async Task Items_of_a_record_become_the_records(string settings, string records) =>
        (await ReadAsync(
            """{"data":[{"p":1,"lines":{"data":[{"id":1.0},{"id":2}]}},{"p":2,"lines":{"data":[]}}]}""",
            $"field_path: [data]\nrecord_expander: {{expand_records_from_field: [lines, data]{settings}}}")).ShouldBe(records);

    [Fact]
    public async Task Plain_items_carry_the_whole_record_beside_them() =>
        (await ReadAsync("""{"data":{"items":[1,"a"]}}""", "field_path: [data]\nrecord_expander: {expand_records_from_field: [\"{{ config.field }}\"], remain_original_record: true}"))
            .ShouldBe("""{"value":1,"original_record":{"items":[1,"a"]}}|{"value":"a","original_record":{"items":[1,"a"]}}""");

    [Theory]
    [InlineData("false", """{"id":"1","name":null,"note":"x"}|{"id":"2","name":"b","note":null}""")]
    [InlineData("true", """{"id":"1","name":"NA","note":"x"}|{"id":"2","name":"b","note":null}""")]
    public async Task A_downloaded_file_is_read_row_by_row(string preserve, string records)
    {
        await using var source = await TestSource.StartAsync(_ => "id,name,note\n1,NA,x\n2,b,\n");
        var reading = new Reading(source.Url) { Selector = $"type: ResponseToFileExtractor\npreserve_na_values: {preserve}" };
        await reading.RunAsync();
        string.Join('|', reading.Sink.Records).ShouldBe(records);
    }
}
