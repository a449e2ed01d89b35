using ControlPlane.Contracts;
using ControlPlane.Testing;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Lake;
using ControlPlane.Lake.FileSystem;
using ControlPlane.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Ingestion.Tests.Syncs;

public sealed class SyncFaultTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    public async Task A_source_that_refuses_fails_the_run_at_once(int status)
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await TestSource.StartAsync((context, _, _) =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("no");
        });
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Failed);
        source.Requests.Count.ShouldBe(1);
        var stage = host.Facts.Stage(run, Stages.Sync, "things")!;
        stage.Status.ShouldBe(StageStatus.Failed);
        stage.Error!.ShouldContain($"{status}");
        world.Objects("raw").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_source_that_recovers_is_synced_in_the_end()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await TestSource.StartAsync((context, _, count) =>
        {
            if (count <= 3) context.Response.StatusCode = 500;
            return context.Response.WriteAsync(count <= 3 ? "down" : ThingSource.PageOf(context) == 1 ? ThingSource.Page(1, 10) : "[]");
        });
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        host.Facts.Ledger(run).ShouldHaveSingleItem().Loaded.ShouldBe(10);
    }

    [Fact]
    public async Task A_source_that_stays_down_fails_the_run_after_so_many_attempts()
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:SyncAttempts"] = "3";
        await using var source = await TestSource.StartAsync((context, _, _) =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var (_, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Failed);
        source.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_secret_reaches_the_source_and_nothing_else()
    {
        const string Secret = "s3cr3t-value-of-the-test";
        await using var world = await World.CreateAsync(postgres);
        await using var source = await TestSource.StartAsync((context, seen, _) =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync($"token {seen.Headers["Authorization"]} is not known");
        });
        var host = await world.StartAsync();
        await host.Secrets.SetAsync(SecretReference.Parse($"secret://{world.Tenant}/things/token"), Secret, TestContext.Current.CancellationToken);
        await host.ProvisionAsync(IngestionHost.Things(source.Url, things => things with { Config = IngestionHost.Json(new { base_url = source.Url, token = $"secret://{world.Tenant}/things/token" }) }));

        var (run, _) = await host.RunAsync();

        source.Requests.Single().Headers["Authorization"].ShouldBe($"Bearer {Secret}");
        host.Facts.Stage(run, Stages.Sync, "things")!.Error!.ShouldNotContain(Secret);
        foreach (var table in new[] { "tenants", "syncs", "batches", "work", "stream_state", "outbox" })
            (await world.ControlAsync<long>($"SELECT count(*) FROM ingestion.{table} t WHERE t::text LIKE '%{Secret}%'")).ShouldBe(0, table);
    }

    [Fact]
    public async Task Of_a_secret_in_a_long_answer_not_even_a_part_is_told_whatever_its_name()
    {
        await using var world = await World.CreateAsync(postgres);
        var url = "";
        await using var source = await TestSource.StartAsync((context, _, _) =>
        {
            context.Response.StatusCode = 403;
            // Messages are cut after 300 letters.
            return context.Response.WriteAsync(new string('x', 288) + url);
        });
        url = source.Url;
        var host = await world.StartAsync();
        await host.Secrets.SetAsync(SecretReference.Parse($"secret://{world.Tenant}/things/place"), url, TestContext.Current.CancellationToken);
        await host.ProvisionAsync(IngestionHost.Things($"secret://{world.Tenant}/things/place"));

        var (run, _) = await host.RunAsync();

        var error = host.Facts.Stage(run, Stages.Sync, "things")!.Error!;
        error.ShouldContain("xxx");
        error.ShouldNotContain("http");
    }

    [Theory]
    [InlineData("things/token", "There is no secret")]
    [InlineData(null, "is not a secret of")]
    public async Task A_secret_that_is_missing_or_another_tenants_fails_the_sync_at_once(string? path, string message)
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 1);
        var host = await world.StartAsync();
        var reference = path is null ? "secret://other-dev/things/token" : $"secret://{world.Tenant}/{path}";
        await host.ProvisionAsync(IngestionHost.Things(source.Url, things => things with { Config = IngestionHost.Json(new { base_url = source.Url, token = reference }) }));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Failed);
        host.Facts.Stage(run, Stages.Sync, "things")!.Error!.ShouldContain(message);
        source.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_disk_leaves_no_partial_object_and_is_tried_again()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(3, 5000);
        var attempts = 0;
        var lake = new FaultyLake(new FileSystemLake(world.Lake))
        {
            OnWrite = (path, stream) => path.Layer == LakeLayer.Raw && path.Key.EndsWith(".gz", StringComparison.Ordinal) && Interlocked.Increment(ref attempts) == 1 ? new FullDisk(stream) : stream,
        };
        var host = await world.StartAsync(services => services.AddSingleton<ILake>(lake));
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var run = await host.StartRunAsync();
        await Eventually.TrueAsync("the first attempt is recorded", async () => await world.ControlAsync<string?>("SELECT error FROM ingestion.syncs WHERE attempts = 1") is { } error && error.Contains("disk is full"));
        (await host.FinishedAsync(run)).Outcome.ShouldBe(StageStatus.Succeeded);

        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(15000);
        Directory.EnumerateFiles(Path.Combine(world.Lake, ".unfinished")).ShouldBeEmpty();
    }

    /// <summary>Takes 10,000 bytes and no more.</summary>
    private sealed class FullDisk(Stream inner) : Stream
    {
        private int _left = 10_000;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count)
        {
            if ((_left -= count) < 0) throw new IOException("No space left on device", 28);
            inner.Write(buffer, offset, count);
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
