using ControlPlane.Testing;
using System.Diagnostics;
using System.Text;

namespace ControlPlane.Connectors.Tests;

/// <summary>Looks at the memory of the process, so nothing else may run beside it.</summary>
[Collection(nameof(LargePageTests))]
[CollectionDefinition(nameof(LargePageTests), DisableParallelization = true)]
public sealed class LargePageTests
{
    [Fact]
    public async Task Large_page_streams_with_flat_memory()
    {
        const int Records = 400_000;
        var record = Encoding.UTF8.GetBytes($$"""{"id":"0","created_at":"2026-11-21T09:00:00Z","fill":"{{new string('y', 450)}}"},""");
        await using var source = await TestSource.StartAsync(async (c, _, _) =>
        {
            var chunk = new byte[record.Length * 100];
            for (var i = 0; i < 100; i++) record.CopyTo(chunk, i * record.Length);
            await c.Response.Body.WriteAsync("{\"skipped\":{\"a\":[1,2,3]},\"data\":["u8.ToArray());
            for (var i = 0; i < Records / 100; i++) await c.Response.Body.WriteAsync(chunk);
            await c.Response.Body.WriteAsync("{\"id\":\"last\"}],\"more\":false}"u8.ToArray());
        });
        var reading = new Reading(source.Url)
        {
            Stream = "incremental_sync: {type: DatetimeBasedCursor, cursor_field: created_at, datetime_format: \"%Y-%m-%dT%H:%M:%SZ\", start_datetime: \"2020-01-01T00:00:00Z\"}",
            Paginator = "type: DefaultPaginator\npagination_strategy: {type: CursorPagination, cursor_value: \"{{ response.next }}\", stop_condition: \"{{ not response.more }}\"}",
        };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sink = new PeakSink();
        var watch = Stopwatch.StartNew();
        var result = await reading.RunAsync(sink);
        result.Records.ShouldBe(Records + 1);
        result.State!.ToJsonString().ShouldBe("""{"created_at":"2026-11-21T09:00:00Z"}""");
        
        // The server's buffers count too: it runs in this process.
        (sink.PeakBytes - before).ShouldBeLessThan(48L << 20);
        TestContext.Current.SendDiagnosticMessage($"{Records * (long)record.Length >> 20} MiB, {Records / watch.Elapsed.TotalSeconds:N0} records/s, heap grew by at most {sink.PeakBytes - before >> 20} MiB");
    }

    private sealed class PeakSink : IRecordSink
    {
        private int _count;

        public long PeakBytes { get; private set; }

        public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken)
        {
            if (++_count % 40_000 == 0) PeakBytes = Math.Max(PeakBytes, GC.GetTotalMemory(forceFullCollection: true));
            return ValueTask.CompletedTask;
        }
    }
}
