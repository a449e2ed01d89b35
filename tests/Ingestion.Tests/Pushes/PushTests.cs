using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Lake;
using ControlPlane.Lake.FileSystem;
using ControlPlane.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Ingestion.Tests.Pushes;

public sealed class PushTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pushed_records_are_durable_when_the_answer_comes_and_are_loaded()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);
        using var client = await host.TenantClientAsync(world.Tenant);

        using var answer = await PushAsync(client, world, "{\"id\":1}\r\n\n  {\"id\":2}\n{\"id\":3}");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var (run, batch, rows) = await ReadAsync(answer);
        rows.ShouldBe(3);
        (await Gzip.LinesAsync(world.Object("raw"))).Length.ShouldBe(3);
        (await world.ControlAsync<long>("SELECT read FROM ingestion.batches WHERE batch = @batch", new { batch })).ShouldBe(3);
        (await host.FinishedAsync(run)).Outcome.ShouldBe(StageStatus.Succeeded);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded).ShouldBe((3, 0, 3, 3));
        host.Facts.Of<Contracts.Ingestion.RunStarted>().Single().Trigger.ShouldBe("push");
        (await world.WarehouseAsync<string>("""SELECT string_agg(id::text, ',' ORDER BY id) FROM "RAW".pushed_things_current""")).ShouldBe("1,2,3");
    }

    [Fact]
    public async Task A_repeated_push_with_the_same_key_is_the_same_batch_also_when_both_come_at_once()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);

        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PushAsync(host.Operator, world, "{\"id\":1}", key: "one")));
        using var later = await PushAsync(host.Operator, world, "{\"id\":1}", key: "one");

        later.StatusCode.ShouldBe(HttpStatusCode.OK);
        var batches = new HashSet<Guid> { (await ReadAsync(later)).Batch };
        foreach (var answer in both) batches.Add((await ReadAsync(answer)).Batch);
        batches.Count.ShouldBe(1);
        both.Count(answer => answer.StatusCode == HttpStatusCode.Accepted).ShouldBe(1);
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.runs")).ShouldBe(1);
        world.Objects("raw").Count(name => name.EndsWith(".gz", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_comes_again_with_other_records_is_refused_and_with_the_same_ones_packed_is_not()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);
        using var first = await PushAsync(host.Operator, world, "{\"id\":1}\n{\"id\":2}", key: "one");

        using var packed = await PushAsync(host.Operator, world, "{\"id\":1}\r\n\n{\"id\":2}\n", key: "one", gzip: true);
        using var changed = await PushAsync(host.Operator, world, "{\"id\":1}\n{\"id\":3}", key: "one");
        using var elsewhere = await PushAsync(host.Operator, world, "{\"id\":1}\n{\"id\":2}", key: "one", stream: "other");

        packed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(packed)).ShouldBe(await ReadAsync(first));
        foreach (var answer in new[] { changed, elsewhere })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            ((string)(await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!["type"]!).ShouldEndWith("idempotency-key-reused");
        }
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.runs")).ShouldBe(1);
    }

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_leaves_nothing_and_a_slow_one_is_waited_for()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);
        using var gone = new CancellationTokenSource();
        var broken = PushStreamAsync(host, world, "gone", async body =>
        {
            await body.WriteAsync("{\"id\":1}\n{\"id\":2}\n"u8.ToArray(), Token);
            await body.FlushAsync(Token);
            await gone.CancelAsync();
            await Task.Delay(Timeout.Infinite, gone.Token);
        }, gone.Token);
        await Should.ThrowAsync<OperationCanceledException>(broken);

        using var answer = await PushStreamAsync(host, world, "slow", async body =>
        {
            for (var id = 0; id < 20; id++)
            {
                await body.WriteAsync(Encoding.UTF8.GetBytes($"{{\"id\":{id},\"name\":\"größe 数据"), Token);
                await body.FlushAsync(Token);
                await Task.Delay(20, Token);
                await body.WriteAsync("\"}\n"u8.ToArray(), Token);
            }
        }, Token);

        (await ReadAsync(answer)).Rows.ShouldBe(20);
        await Eventually.TrueAsync("nothing of the first is left", () => Task.FromResult(!Directory.EnumerateFiles(Path.Combine(world.Lake, ".unfinished")).Any()));
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.runs")).ShouldBe(1);
        (await Gzip.LinesAsync(world.Object("raw")))[19].ShouldContain("größe 数据");
    }

    [Fact]
    public async Task A_mark_of_the_byte_order_is_no_part_of_the_first_record()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);

        using var answer = await PushAsync(host.Operator, world, "\uFEFF{\"id\":1}\n");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await Gzip.LinesAsync(world.Object("raw"))).ShouldHaveSingleItem().ShouldEndWith("""_airbyte_data":{"id":1}}""");
    }

    [Fact]
    public async Task Records_for_a_suspended_tenant_are_kept_and_loaded_once_it_is_resumed_and_those_for_one_that_was_removed_are_not_taken()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);
        await host.PublishAsync(new TenantSuspended(world.Tenant, 10, 10, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("it is suspended", () => world.ControlAsync<bool>("SELECT suspended FROM ingestion.tenants"));

        using var answer = await PushAsync(host.Operator, world, "{\"id\":1}");
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync("the batch waits", () => world.ControlAsync<bool>("SELECT conditions @> '[{\"Reason\":\"Suspended\"}]' AND lease_owner IS NULL FROM ingestion.work WHERE kind = 'batch'"));
        await host.PublishAsync(new TenantResumed(world.Tenant, DateTimeOffset.UtcNow));
        (await host.FinishedAsync((await ReadAsync(answer)).Run)).Outcome.ShouldBe(StageStatus.Succeeded);

        await host.PublishAsync(new TenantOffboarding(world.Tenant, 2));
        await Eventually.TrueAsync("it is gone", () => world.ControlAsync<bool>("SELECT NOT EXISTS (SELECT 1 FROM ingestion.tenants)"));
        var objects = world.Objects("raw");
        (await PushAsync(host.Operator, world, "{\"id\":2}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        world.Objects("raw").ShouldBe(objects);
    }

    [Fact]
    public async Task Memory_stays_flat_over_a_body_of_a_hundred_megabytes()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);
        var line = Encoding.UTF8.GetBytes($"{{\"id\":1,\"text\":\"{new string('x', 2000)}\"}}\n");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;

        using var answer = await PushStreamAsync(host, world, "large", async body =>
        {
            for (var sent = 0; sent < 50_000; sent++)
            {
                await body.WriteAsync(line, Token);
                if (sent % 1000 == 0) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
            }
        }, Token);

        (await ReadAsync(answer)).Rows.ShouldBe(50_000);
        // What runs beside the test (consumers, pools that grow with the load) varies by tens of megabytes; a body that is held is all hundred.
        (peak - before).ShouldBeLessThan(64 << 20);
    }

    [Theory]
    [InlineData("{\"id\":1}\nnot json\n", "Line 2: not one JSON value")]
    [InlineData("{\"id\":1}\n\n[1]\n", "Line 3: not a JSON object")]
    [InlineData("{\"id\":1}\n{\"id\":", "Line 2: not one JSON value")]
    [InlineData("{\"id\":\"\\u0000\"}", "Line 1: the character")]
    [InlineData("\n \n", "has no records")]
    public async Task A_body_with_a_bad_line_is_refused_whole(string body, string message)
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);

        using var answer = await PushAsync(host.Operator, world, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        ((string)(await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!["detail"]!).ShouldContain(message);
        world.Objects("raw").ShouldBeEmpty();
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.runs")).ShouldBe(0);
        Directory.EnumerateFiles(Path.Combine(world.Lake, ".unfinished")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_too_large_is_refused_also_when_only_its_unpacked_size_is(bool gzip)
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:MaxPushBytes"] = "100000";
        var host = await StartAsync(world);

        using var answer = await PushAsync(host.Operator, world, string.Concat(Enumerable.Repeat("{\"id\":1}\n", 400_000)), gzip: gzip);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        world.Objects("raw").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_packed_body_is_unpacked_and_a_cut_one_is_refused()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);

        using var whole = await PushAsync(host.Operator, world, "{\"id\":1}\n{\"id\":2}\n", gzip: true);
        using var cut = await PushAsync(host.Operator, world, string.Concat(Enumerable.Range(0, 20_000).Select(n => $"{{\"id\":{n}}}\n")), gzip: true, cut: 100);

        (await ReadAsync(whole)).Rows.ShouldBe(2);
        cut.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_cannot_take_records_says_why()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);
        using var other = await host.TenantClientAsync(PostgresFixture.NewTenant());

        (await PushAsync(host.Operator, world, "{}", source: "nowhere")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PushAsync(other, world, "{}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PushAsync(host.Operator, world, "{}", source: "files")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var unknown = await PushAsync(host.Operator, world, "{}", stream: "nothing");
        ((string)(await unknown.Content.ReadFromJsonAsync<JsonNode>(Token))!["detail"]!).ShouldContain("?stream= with one of things, other");
    }

    [Fact]
    public async Task Nothing_is_acknowledged_while_the_lake_cannot_keep_it()
    {
        await using var world = await World.CreateAsync(postgres);
        var lake = new FaultyLake(new FileSystemLake(world.Lake)) { OnCommit = _ => throw new IOException("The disk is gone.") };
        var host = await StartAsync(world, services => services.AddSingleton<ILake>(lake));

        using var answer = await PushAsync(host.Operator, world, "{\"id\":1}", key: "k");
        ((int)answer.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.push_keys")).ShouldBe(0);

        lake.OnCommit = _ => Task.CompletedTask;
        using var again = await PushAsync(host.Operator, world, "{\"id\":1}", key: "k");
        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Many_small_pushes_are_all_loaded()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);

        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (id, _) => (await PushAsync(host.Operator, world, $"{{\"id\":{id},\"f{id % 5}\":1}}")).StatusCode.ShouldBe(HttpStatusCode.Accepted));

        await Eventually.TrueAsync("every run ends", () => world.ControlAsync<bool>("SELECT count(*) = 40 FROM ingestion.runs WHERE state = 'succeeded'"), TimeSpan.FromSeconds(60));
        (await world.WarehouseAsync<long>("""SELECT count(DISTINCT _airbyte_data ->> 'id') FROM "RAW".pushed_things""")).ShouldBe(40);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".pushed_things""")).ShouldBe(40);
    }

    [Fact]
    public async Task Pushes_do_not_wait_for_one_that_is_being_published()
    {
        await using var world = await World.CreateAsync(postgres);
        var gate = new Gate();
        var held = 0;
        var lake = new FaultyLake(new FileSystemLake(world.Lake))
        {
            OnCommit = path => path.Layer == LakeLayer.Raw && path.Key.EndsWith(".gz", StringComparison.Ordinal) && Interlocked.Increment(ref held) == 1 ? gate.PassAsync() : Task.CompletedTask,
        };
        var host = await StartAsync(world, services => services.AddSingleton<ILake>(lake));

        var first = PushAsync(host.Operator, world, "{\"id\":0}");
        await gate.Reached;
        var others = await Task.WhenAll(Enumerable.Range(1, 45).Select(id => PushAsync(host.Operator, world, $"{{\"id\":{id}}}")));
        first.IsCompleted.ShouldBeFalse();
        gate.Open();

        others.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Accepted);
        (await first).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync("every run ends", () => world.ControlAsync<bool>("SELECT count(*) = 46 FROM ingestion.runs WHERE state = 'succeeded'"), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task What_a_push_published_before_its_process_died_is_removed_and_the_repeated_push_is_the_only_one()
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:UnfinishedPushTime"] = "00:00:00.500";
        var host = await StartAsync(world);
        await world.ControlAsync<object?>("""
            CREATE FUNCTION ingestion.die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'The process dies here.'; END $$;
            CREATE TRIGGER die BEFORE INSERT ON ingestion.runs FOR EACH ROW EXECUTE FUNCTION ingestion.die();
            """);
        using var died = await PushAsync(host.Operator, world, "{\"id\":1}", key: "k");
        var orphans = world.Objects("raw").Count;
        await world.ControlAsync<object?>("DROP TRIGGER die ON ingestion.runs");

        using var again = await PushAsync(host.Operator, world, "{\"id\":1}", key: "k");

        (died.StatusCode, orphans, again.StatusCode).ShouldBe((HttpStatusCode.InternalServerError, 2, HttpStatusCode.Accepted));
        var (run, _, _) = await ReadAsync(again);
        await Eventually.TrueAsync("only the object of the second is left, with its marker", () => Task.FromResult(world.Objects("raw") is { Count: 2 } all && all.All(name => name.Contains($"{run}", StringComparison.Ordinal))));
        await host.FinishedAsync(run);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".pushed_things""")).ShouldBe(1);
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.work WHERE kind = 'push'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_run_over_all_sources_ends_while_pushes_still_wait_to_be_validated()
    {
        await using var world = await World.CreateAsync(postgres);
        var lake = new FaultyLake(new FileSystemLake(world.Lake));
        lake.OnRead = (path, stream) => path.Layer == LakeLayer.Raw && path.Key.EndsWith(".gz", StringComparison.Ordinal) ? throw new IOException("The lake is away.") : stream;
        var host = await StartAsync(world, services => services.AddSingleton<ILake>(lake));
        using var pushed = await PushAsync(host.Operator, world, "{\"id\":1}");
        await Eventually.TrueAsync("its validation is tried again", () => world.ControlAsync<bool>("SELECT EXISTS (SELECT 1 FROM ingestion.batches WHERE attempts > 0 AND state = 'landed')"));

        Directory.CreateDirectory(world.Folder["drop"]);
        var run = await host.StartRunAsync();

        (await host.FinishedAsync(run)).Outcome.ShouldBe(StageStatus.Succeeded);
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.batches WHERE state = 'landed'")).ShouldBe(1);
        lake.OnRead = (_, stream) => stream;
        (await host.FinishedAsync((await ReadAsync(pushed)).Run)).Outcome.ShouldBe(StageStatus.Succeeded);
    }

    private static async Task<IngestionHost> StartAsync(World world, Action<IServiceCollection>? change = null)
    {
        var host = await world.StartAsync(change);
        await host.ProvisionAsync(1, ("pushed", new SourceSpec { Connector = SourceSpec.Push, Streams = ["things", "other"], Config = IngestionHost.Json(new { }) }), ("files", DroppedFiles.Source(world)));
        return host;
    }

    private static async Task<HttpResponseMessage> PushAsync(
        HttpClient client, World world, string body, string source = "pushed", string stream = "things", string? key = null, bool gzip = false, int cut = 0)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        if (gzip)
        {
            using var packed = new MemoryStream();
            await using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) await zip.WriteAsync(bytes, Token);
            bytes = packed.ToArray()[..^cut];
        }
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/x-ndjson") } };
        if (gzip) content.Headers.ContentEncoding.Add("gzip");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/tenants/{world.Tenant}/sources/{source}/records?stream={stream}") { Content = content };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request, Token);
    }

    private static async Task<HttpResponseMessage> PushStreamAsync(IngestionHost host, World world, string key, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/tenants/{world.Tenant}/sources/pushed/records?stream=things") { Content = new WrittenContent(write) };
        request.Headers.Add("Idempotency-Key", key);
        return await host.Operator.SendAsync(request, cancellationToken);
    }

    /// <summary>A body that comes as it is written.</summary>
    private sealed class WrittenContent(Func<Stream, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private static async Task<(Guid Run, Guid Batch, long Rows)> ReadAsync(HttpResponseMessage answer)
    {
        var body = (await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!;
        return ((Guid)body["run"]!, (Guid)body["batch"]!, (long)body["rows"]!);
    }
}
