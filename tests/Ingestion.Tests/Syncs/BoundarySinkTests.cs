using System.Text;
using ControlPlane.Connectors;
using ControlPlane.Ingestion.Syncs;

namespace ControlPlane.Ingestion.Tests.Syncs;

public sealed class BoundarySinkTests
{
    [Fact]
    public async Task Records_at_the_boundary_that_were_landed_are_not_landed_again()
    {
        var (_, boundary) = await ReadAsync(null, """{"id":1,"at":"b"}""", """{"id":2,"at":"a"}""", """{"id":3,"at":"b"}""");

        var (second, _) = await ReadAsync(boundary, """{"id":3,"at":"b"}""", """{"id":1,"at":"b"}""", """{"id":4,"at":"b"}""", """{"id":1,"at":"c"}""");

        second.ShouldBe(["""{"id":4,"at":"b"}""", """{"id":1,"at":"c"}"""]);
    }

    [Fact]
    public async Task A_record_that_changed_without_moving_on_is_landed() =>
        (await ReadAsync((await ReadAsync(null, """{"id":1,"v":1,"at":"b"}""")).Next, """{"id":1,"v":2,"at":"b"}""")).Landed.Count.ShouldBe(1);

    [Fact]
    public async Task The_boundary_stays_while_only_its_own_records_come_again_and_grows_with_others_at_its_value()
    {
        var first = (await ReadAsync(null, """{"id":1,"at":"b"}""")).Next;
        var second = (await ReadAsync(first, """{"id":1,"at":"b"}""")).Next;
        var third = (await ReadAsync(second, """{"id":1,"at":"b"}""", """{"id":2,"at":"b"}""")).Next;

        (await ReadAsync(third, """{"id":1,"at":"b"}""", """{"id":2,"at":"b"}""")).Landed.ShouldBeEmpty();
        (await ReadAsync(third)).Next.ShouldBe(third);
    }

    [Fact]
    public async Task Numbers_are_compared_by_their_value()
    {
        var boundary = (await ReadAsync(null, """{"id":1,"at":9}""", """{"id":2,"at":10}""")).Next!;

        boundary.Value.ShouldBe("10");
        (await ReadAsync(boundary, """{"id":2,"at":10}""", """{"id":1,"at":9}""")).Landed.ShouldBe(["""{"id":1,"at":9}"""]);
    }

    [Fact]
    public async Task What_has_no_cursor_value_is_always_landed() =>
        (await ReadAsync((await ReadAsync(null, "{}", "not json")).Next, "{}", "not json", """{"at":null}""", """{"at":{}}""")).Landed.Count.ShouldBe(4);

    [Fact]
    public async Task The_number_of_records_that_are_remembered_is_limited() =>
        (await ReadAsync(null, [.. Enumerable.Range(0, Boundary.MostRecords + 10).Select(id => $$"""{"id":{{id}},"at":"a"}""")])).Next!.Records.Count.ShouldBe(Boundary.MostRecords);

    [Fact]
    public async Task A_boundary_survives_being_stored()
    {
        var boundary = (await ReadAsync(null, """{"id":1,"at":"b"}""")).Next!;

        (await ReadAsync(Boundary.Parse(boundary.ToJson()), """{"id":1,"at":"b"}""")).Landed.ShouldBeEmpty();
    }

    private static async Task<(List<string> Landed, Boundary? Next)> ReadAsync(Boundary? before, params string[] records)
    {
        var target = new Collected();
        var sink = new BoundarySink("at", before, target);
        foreach (var record in records) await sink.AcceptAsync(Encoding.UTF8.GetBytes(record), TestContext.Current.CancellationToken);
        return (target.Records, sink.Next());
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
