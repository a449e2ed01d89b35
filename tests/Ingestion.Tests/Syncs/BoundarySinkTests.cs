using System.Text;
using System.Text.Json;
using ControlPlane.Connectors;
using ControlPlane.Ingestion.Syncs;

namespace ControlPlane.Ingestion.Tests.Syncs;

public sealed class BoundarySinkTests
{
    [Fact]
    public async Task Records_above_the_next_lower_bound_that_were_landed_are_not_landed_again()
    {
        var (_, boundary) = await ReadAsync(null, 20, """{"id":1,"at":30}""", """{"id":2,"at":20}""", """{"id":3,"at":10}""");

        var (second, _) = await ReadAsync(boundary, 20, """{"id":2,"at":20}""", """{"id":1,"at":30}""", """{"id":4,"at":30}""", """{"id":3,"at":10}""");

        second.ShouldBe(["""{"id":4,"at":30}""", """{"id":3,"at":10}"""]);
    }

    [Fact]
    public async Task A_record_that_changed_without_moving_on_is_landed() =>
        (await ReadAsync((await ReadAsync(null, 5, """{"id":1,"v":1,"at":5}""")).Next, 5, """{"id":1,"v":2,"at":5}""")).Landed.Count.ShouldBe(1);

    [Fact]
    public async Task What_does_not_come_again_this_time_is_still_known_the_next_time_until_the_bound_has_passed_it()
    {
        var first = (await ReadAsync(null, 5, """{"id":1,"at":5}""")).Next;
        var second = (await ReadAsync(first, 5)).Next;
        var third = (await ReadAsync(second, 6, """{"id":2,"at":6}""")).Next;

        (await ReadAsync(second, 5, """{"id":1,"at":5}""")).Landed.ShouldBeEmpty();
        (await ReadAsync(third, 6, """{"id":1,"at":5}""", """{"id":2,"at":6}""")).Landed.ShouldBe(["""{"id":1,"at":5}"""]);
    }

    [Fact]
    public async Task Partitions_do_not_know_of_each_other_and_have_bounds_of_their_own()
    {
        var target = new Collected();
        var first = new BoundarySink(null, target);
        await AcceptAsync(first.Open(Slice("old", 1)), """{"id":1,"at":1}""");
        await AcceptAsync(first.Open(Slice("new", 1)), """{"id":1,"at":100}""");

        var second = new BoundarySink(Boundary.Parse(first.Next()!.ToJson()), target);
        target.Records.Clear();
        await AcceptAsync(second.Open(Slice("old", 1)), """{"id":1,"at":1}""", """{"id":1,"at":100}""");
        await AcceptAsync(second.Open(Slice("new", 1)), """{"id":1,"at":100}""");

        target.Records.ShouldBe(["""{"id":1,"at":100}"""]);
        second.Dropped.ShouldBe(2);
    }

    [Fact]
    public async Task What_has_no_cursor_value_is_always_landed() =>
        (await ReadAsync((await ReadAsync(null, 0, "{}", "[]")).Next, 0, "{}", "[]", """{"at":null}""")).Landed.Count.ShouldBe(3);

    [Fact]
    public async Task The_number_of_records_that_are_remembered_is_limited_and_every_partition_keeps_its_latest()
    {
        var sink = new BoundarySink(null, new Collected());
        await AcceptAsync(sink.Open(Slice("small", 0)), """{"at":3}""");
        await AcceptAsync(sink.Open(Slice("large", 0)), [.. Enumerable.Range(1, 2 * Boundary.MostRecords + 10).Select(at => $$"""{"at":{{at}}}""")]);

        var partitions = sink.Next()!.Partitions;

        partitions["small"].Count.ShouldBe(1);
        partitions["large"].Count.ShouldBe(Boundary.MostRecords - 1);
        partitions["large"].Max(record => record.Position).ShouldBe(2 * Boundary.MostRecords + 10);
    }

    [Fact]
    public void What_an_earlier_version_has_stored_counts_as_nothing() =>
        Boundary.Parse("""{"value":"b","isNumber":false,"records":["AAAA"]}""").ShouldBeNull();

    private static async Task<(List<string> Landed, Boundary? Next)> ReadAsync(Boundary? before, long bound, params string[] records)
    {
        var target = new Collected();
        var sink = new BoundarySink(Boundary.Parse(before?.ToJson()), target);
        await AcceptAsync(sink.Open(Slice("", bound)), records);
        return (target.Records, sink.Next());
    }

    private static async Task AcceptAsync(IRecordSink sink, params string[] records)
    {
        foreach (var record in records) await sink.AcceptAsync(Encoding.UTF8.GetBytes(record), TestContext.Current.CancellationToken);
    }

    private static SliceCursor Slice(string partition, long bound) => new(partition, TryRead, _ => bound);

    private static bool TryRead(ReadOnlySpan<byte> record, out long position)
    {
        var root = JsonDocument.Parse(Encoding.UTF8.GetString(record)).RootElement;
        position = 0;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("at", out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetInt64(out position);
    }

    private sealed class Collected : IRecordSink
    {
        public List<string> Records { get; } = [];

        public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken)
        {
            Records.Add(Encoding.UTF8.GetString(recordUtf8.Span));
            return ValueTask.CompletedTask;
        }
    }
}
