using System.Text;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Records;

public sealed class HostileRecordTests
{
    private const string Changes = "transformations:\n  - {type: AddFields, fields: [{path: [added], value: '{{ record.id }}'}]}\n  - {type: RemoveFields, field_pointers: [[gone]]}";

    private static async Task<Reading> ReadAsync(byte[] body, string stream = Changes)
    {
        await using var source = await TestSource.StartAsync(async (c, _, _) => await c.Response.Body.WriteAsync(body));
        var reading = new Reading(source.Url) { Stream = stream };
        await reading.RunAsync();
        return reading;
    }

    [Fact]
    public async Task Numbers_that_no_type_holds_keep_their_digits() =>
        (await ReadAsync("""{"data":[{"id":123456789012345678901234567890,"d":0.10000000000000000000000001,"e":1E400,"gone":1}]}"""u8.ToArray())).Sink.Records
            .ShouldBe(["""{"id":123456789012345678901234567890,"d":0.10000000000000000000000001,"e":1E400,"added":123456789012345678901234567890}"""]);

    [Fact]
    public async Task Of_a_name_that_stands_there_twice_the_last_counts() =>
        (await ReadAsync("""{"data":[{"id":1,"id":2,"gone":1,"gone":2,"x":1}]}"""u8.ToArray())).Sink.Records.ShouldBe(["""{"id":1,"id":2,"x":1,"added":2}"""]);

    [Fact]
    public async Task Half_a_surrogate_pair_stays_as_it_was_escaped() =>
        (await ReadAsync("""{"data":[{"id":"a\ud800","u":"\u00e4 \/"}]}"""u8.ToArray())).Sink.Records.ShouldBe(["""{"id":"a\ud800","u":"\u00e4 \/","added":"a\ud800"}"""]);

    [Theory]
    [InlineData("")]
    [InlineData(Changes)]
    public async Task Bytes_that_are_not_UTF8_fail_the_read(string stream)
    {
        var body = Encoding.Latin1.GetBytes("""{"data":[{"id":1,"t":"caf""" + "é" + "\"}]}");
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync(body, stream))).Message.ShouldContain("a record is not valid UTF-8 (byte 0xe9 at position 16");
    }

    [Theory]
    [InlineData("")]
    [InlineData(Changes)]
    [InlineData("transformations:\n  - {type: KeysToSnakeCase}")]
    [InlineData("transformations:\n  - {type: FlattenFields}")]
    public async Task Deep_nesting_passes_through_or_is_refused_by_name(string stream)
    {
        byte[] Body(int depth) => Encoding.UTF8.GetBytes($$"""{"data":[{"id":1,"deep":{{string.Concat(Enumerable.Repeat("{\"a\":", depth))}}1{{new string('}', depth)}}}]}""");
        (await ReadAsync(Body(900), stream)).Sink.Records.Count.ShouldBe(1);
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync(Body(1100), stream))).Message.ShouldContain("nested more than 1000 levels deep");
    }

    [Fact]
    public async Task A_record_of_20_MB_is_changed_like_any_other()
    {
        var fill = new string('z', 20_000_000);
        var reading = await ReadAsync(Encoding.UTF8.GetBytes($$"""{"data":[{"id":1,"fill":"{{fill}}","gone":2}]}"""));
        reading.Sink.Records.ShouldHaveSingleItem().ShouldBe($$"""{"id":1,"fill":"{{fill}}","added":1}""");
    }

    [Fact]
    public async Task A_filter_that_changes_the_record_changes_what_is_read() =>
        (await ReadAsync("""{"data":[{"id":1,"x":2}]}"""u8.ToArray(), "transformations:\n  - {type: AddFields, fields: [{path: [y], value: \"{{ record.pop('x') }}\"}]}")).Sink.Records
            .ShouldBe(["""{"id":1,"y":2}"""]);

    [Fact]
    public async Task What_a_filter_drops_is_not_transformed()
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[{"id":1,"a":"x"},{"id":2}]}""");
        var reading = new Reading(source.Url)
        {
            Selector = "  field_path: [data]\nrecord_filter: {condition: \"{{ record.id == 2 }}\"}",
            Stream = "transformations:\n  - {type: AddFields, fields: [{path: [a, b], value: x}]}",
        };
        await reading.RunAsync();
        reading.Sink.Records.ShouldBe(["""{"id":2,"a":{"b":"x"}}"""]);
    }
}
