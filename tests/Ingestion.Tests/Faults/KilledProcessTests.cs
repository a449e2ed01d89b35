using System.Globalization;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Lake;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Ingestion.Tests.Faults;

/// <summary>Processes of the service that are killed, at any moment and between any two steps: no row is missing, none is there twice.</summary>
public sealed class KilledProcessTests(PostgresFixture postgres)
{
    private const int Pages = 60;
    private const int PerPage = 500;
    private const int Rows = Pages * PerPage;
    private const int Bad = Rows / 100;

    private readonly Random _random = new(20261121);
    private IngestionHost? _host;

    [Fact]
    public async Task A_sync_whose_process_dies_again_and_again_lands_and_loads_every_row_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs SIGKILL.");
        await using var world = await World.CreateAsync(postgres);
        world.Settings["ControlPlane:SoleOwner"] = "true";
        await using var source = await ThingSource.StartAsync(Pages, PerPage, Thing);
        var run = await QueueAsync(world, "things", IngestionHost.Things(source.Url, things => things with { MaxRejectedShare = 0.5 }));

        for (var page = 1; page <= Pages; page += _random.Next(10, 40)) await KillAfterAsync(world, source, page);
        await DieAtAsync(world, DeathPoint.After(LakeLayer.Raw), DeathPoint.After(LakeLayer.Raw, marker: true));
        await KillAfterAsync(world, source, Pages, late: TimeSpan.FromMilliseconds(_random.Next(300)));
        await DieAtAsync(
            world, DeathPoint.After(LakeLayer.Quarantine), DeathPoint.Before(LakeLayer.Bronze, marker: true), DeathPoint.After(LakeLayer.Bronze, marker: true), DeathPoint.Load);
        await CompleteAsync(world, run);

        await AccountedForAsync(world, run, "things");
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(Rows - Bad);
        (await world.WarehouseAsync<long>("""SELECT count(DISTINCT (_airbyte_data ->> 'id')::int) FROM "RAW".things_things""")).ShouldBe(Rows - Bad);
        (await world.ControlAsync<string>("SELECT read || ' ' || rejected || ' ' || landed || ' ' || loaded FROM ingestion.batches")).ShouldBe($"{Rows} {Bad} {Rows - Bad} {Rows - Bad}");
        (await world.ControlAsync<long>("SELECT sum(rows)::bigint FROM ingestion.rejections")).ShouldBe(Bad);
    }

    [Fact]
    public async Task Records_of_an_incremental_stream_come_once_however_often_its_process_dies()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs SIGKILL.");
        await using var world = await World.CreateAsync(postgres);
        world.Settings["ControlPlane:SoleOwner"] = "true";
        var last = 40;
        await using var source = await TestSource.StartAsync(context =>
        {
            // Lower bounds are inclusive, so the last change comes again with the next sync.
            var since = DateTimeOffset.Parse(context.Request.Query["since"].ToString(), CultureInfo.InvariantCulture);
            return $"[{string.Join(',', Enumerable.Range(0, last).Where(change => At(change) >= since).Select(Change))}]";
        });
        var first = await QueueAsync(world, "changes", new SourceSpec { Connector = "changes", Config = IngestionHost.Json(new { base_url = source.Url }) });

        await DieAtAsync(world, DeathPoint.After(LakeLayer.Raw, marker: true));
        await CompleteAsync(world, first);
        last = 70;
        var second = await _host!.QueueRunAsync();
        await DieAtAsync(world, DeathPoint.After(LakeLayer.Raw), DeathPoint.Load);
        await CompleteAsync(world, second);

        await AccountedForAsync(world, first, "changes");
        await AccountedForAsync(world, second, "changes");
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".changes_changes""")).ShouldBe(70);
        (await world.WarehouseAsync<long>("""SELECT count(DISTINCT _airbyte_data ->> 'n') FROM "RAW".changes_changes""")).ShouldBe(70);
        (await world.WarehouseAsync<string>("""SELECT string_agg(n::text, ',' ORDER BY n) FROM "RAW".changes_changes_current""")).ShouldBe(string.Join(',', Enumerable.Range(60, 10)));
    }

    [Fact]
    public async Task An_object_that_a_dead_process_left_does_not_stay_when_the_source_has_nothing_any_more()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs SIGKILL.");
        await using var world = await World.CreateAsync(postgres);
        world.Settings["ControlPlane:SoleOwner"] = "true";
        var things = ThingSource.Page(1, 10);
        await using var source = await TestSource.StartAsync(context => ThingSource.PageOf(context) == 1 ? things : "[]");
        var run = await QueueAsync(world, "things", IngestionHost.Things(source.Url));
        await DieAtAsync(world, DeathPoint.After(LakeLayer.Raw, marker: true));
        (await Gzip.LinesAsync(world.Object("raw"))).Length.ShouldBe(10);

        things = "[]";
        await CompleteAsync(world, run);

        (await world.ControlAsync<long>("SELECT read FROM ingestion.batches")).ShouldBe(0);
        (await Gzip.LinesAsync(world.Object("raw"))).ShouldBeEmpty();
        (await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(world.Object("raw"))!, "_SUCCESS"), TestContext.Current.CancellationToken)).ShouldContain("\"rows\":0");
    }

    [Fact]
    public async Task A_process_that_is_held_up_beyond_its_lease_and_goes_on_later_changes_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs SIGSTOP.");
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:LeaseTime"] = "00:00:01";
        var (takenOver, goOn) = (false, new Gate());
        await using var source = await TestSource.StartAsync(async (context, _, _) =>
        {
            var page = ThingSource.PageOf(context);
            if (takenOver && page == 10) await goOn.PassAsync();
            await context.Response.WriteAsync(page > Pages ? "[]" : ThingSource.Page((page - 1) * PerPage + 1, PerPage, Thing));
        });
        var run = await QueueAsync(world, "things", IngestionHost.Things(source.Url, things => things with { MaxRejectedShare = 0.5 }));

        await using var held = ServiceProcess.Start(world);
        await Eventually.TrueAsync("it reads", () => Task.FromResult(source.Requests.Count >= 5), TimeSpan.FromSeconds(60));
        held.Signal("STOP");
        takenOver = true;
        await using var other = ServiceProcess.Start(world);
        await goOn.Reached;
        held.Signal("CONT");
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        goOn.Open();
        await FinishedAsync(world, run, other);

        held.HasExited.ShouldBeFalse(held.Said);
        await AccountedForAsync(world, run, "things");
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(Rows - Bad);
        (await world.WarehouseAsync<long>("""SELECT count(DISTINCT (_airbyte_data ->> 'id')::int) FROM "RAW".things_things""")).ShouldBe(Rows - Bad);
    }

    /// <summary>A run that nobody works on yet.</summary>
    private async Task<Guid> QueueAsync(World world, string name, SourceSpec source)
    {
        _host = await world.StartAsync();
        await _host.ProvisionAsync(1, (name, source));
        await _host.StopAsync();
        return await _host.QueueRunAsync();
    }

    private static async Task KillAfterAsync(World world, TestSource source, int pages, TimeSpan late = default)
    {
        var before = source.Requests.Count;
        await using var process = ServiceProcess.Start(world);
        await Eventually.TrueAsync(
            $"{pages} pages are read", () => Task.FromResult(process.HasExited ? throw new InvalidOperationException(process.Said) : source.Requests.Count - before >= pages), TimeSpan.FromSeconds(60));
        await Task.Delay(late, TestContext.Current.CancellationToken);
        await process.KillAsync();
    }

    private static async Task DieAtAsync(World world, params string[] points)
    {
        foreach (var point in points)
        {
            await using var process = ServiceProcess.Start(world, point);
            await process.DiesAsync(point);
        }
    }

    private static async Task CompleteAsync(World world, Guid run)
    {
        await using var process = ServiceProcess.Start(world);
        await FinishedAsync(world, run, process);
    }

    private static Task FinishedAsync(World world, Guid run, ServiceProcess process) => Eventually.TrueAsync(
        $"run {run} succeeds", () => process.HasExited
            ? throw new InvalidOperationException(process.Said)
            : world.ControlAsync<bool>("SELECT state = 'succeeded' AND finished_at IS NOT NULL FROM ingestion.runs WHERE run = @run", new { run }), TimeSpan.FromSeconds(60));

    private static async Task AccountedForAsync(World world, Guid run, string name)
    {
        (await world.ControlAsync<bool>("SELECT count(*) = 1 AND bool_and(state = 'loaded' AND read = landed + rejected AND landed = loaded) FROM ingestion.batches WHERE run = @run", new { run })).ShouldBeTrue();
        (await world.WarehouseAsync<bool>($"""SELECT count(*) = count(DISTINCT _airbyte_raw_id) FROM "RAW".{name}_{name}""")).ShouldBeTrue();
        (await world.WarehouseAsync<bool>("""SELECT count(*) = count(DISTINCT batch) FROM "RAW"._loads""")).ShouldBeTrue();
        (await world.WarehouseAsync<long>("SELECT count(*) FROM pg_prepared_xacts")).ShouldBe(0);
        foreach (var layer in new[] { "raw", "bronze" })
        {
            var objects = world.Objects(layer).Select(one => Path.GetFileName(one)!).ToList();
            objects.Count(one => one == $"{run}.jsonl.gz").ShouldBe(1, layer);
            objects.ShouldAllBe(one => one == "_SUCCESS" || one.EndsWith(".jsonl.gz", StringComparison.Ordinal), layer);
            var marker = world.Objects(layer).Where(one => one.EndsWith("_SUCCESS", StringComparison.Ordinal)).SelectMany(one => File.ReadAllLines(Path.Combine(world.Lake, "dev", layer, one)));
            marker.Count(line => line.Contains(run.ToString(), StringComparison.Ordinal)).ShouldBe(1, layer);
        }
    }

    /// <summary>Each hundredth lacks the name that the contract asks for.</summary>
    private static string Thing(int id) => id % 100 == 0 ? $$"""{"id":{{id}}}""" : ThingSource.Thing(id);

    private static DateTimeOffset At(int change) => new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddHours(change);

    /// <summary>Ten things that change again and again.</summary>
    private static string Change(int change) => FormattableString.Invariant($$"""{"id":{{change % 10}},"n":{{change}},"updated_at":"{{At(change):yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""");
}
