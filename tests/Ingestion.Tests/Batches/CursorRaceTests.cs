using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Lake;
using ControlPlane.Lake.FileSystem;
using ControlPlane.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Ingestion.Tests.Batches;

public sealed class CursorRaceTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_next_sync_waits_until_the_batch_before_has_passed_and_reads_the_rows_of_a_refused_one()
    {
        await using var world = await World.CreateAsync(postgres);
        var validation = new Gate();
        var lake = new FaultyLake(new FileSystemLake(world.Lake))
        {
            OnRead = (path, stream) => path.Layer == LakeLayer.Raw && path.Key.EndsWith(".gz", StringComparison.Ordinal) ? new GatedStream(stream, validation) : stream,
        };
        var host = await world.StartAsync(services => services.AddSingleton<ILake>(lake));
        Directory.CreateDirectory(world.Folder["drop"]);
        await WriteAsync(world, "1.jsonl", ThingSource.Thing(1), "not json", ThingSource.Thing(2));
        await host.ProvisionAsync(1, ("files", Files(world, 0.25)));

        var first = await host.StartRunAsync();
        await validation.Reached;
        await WriteAsync(world, "2.jsonl", ThingSource.Thing(3), ThingSource.Thing(4));
        var second = await host.StartRunAsync();
        await Eventually.TrueAsync("the second sync waits", () => world.ControlAsync<bool>("SELECT conditions @> '[{\"Reason\":\"WaitingForBatch\"}]' FROM ingestion.work WHERE kind = 'sync'"));
        validation.Open();

        (await host.FinishedAsync(first)).Outcome.ShouldBe(StageStatus.Failed);
        (await host.FinishedAsync(second)).Outcome.ShouldBe(StageStatus.Succeeded);
        host.Facts.Ledger(second).ShouldHaveSingleItem().Read.ShouldBe(5);
        (await world.WarehouseAsync<long>("""SELECT count(DISTINCT _airbyte_data ->> 'id') FROM "RAW".files_things""")).ShouldBe(4);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".files_things""")).ShouldBe(4);
    }

    private static SourceSpec Files(World world, double share) => new()
    {
        Connector = SourceSpec.LandedFiles,
        Contract = "things",
        Streams = ["things"],
        Config = IngestionHost.Json(new { folder = world.Folder["drop"] }),
        MaxRejectedShare = share,
    };

    private static async Task WriteAsync(World world, string name, params string[] lines)
    {
        var file = world.Folder[$"drop/.{name}.tmp"];
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        File.Move(file, world.Folder[$"drop/{name}"]);
    }

    /// <summary>Gives its first byte only when the gate is open.</summary>
    private sealed class GatedStream(Stream inner, Gate gate) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            gate.PassAsync().GetAwaiter().GetResult();
            return inner.Read(buffer, offset, count);
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await gate.PassAsync();
            return await inner.ReadAsync(buffer, cancellationToken);
        }

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
