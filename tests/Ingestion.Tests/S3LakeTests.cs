using Amazon.Runtime;
using ControlPlane.Contracts;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Lake;
using ControlPlane.Lake.S3;
using ControlPlane.Lake.S3.Provisioning;
using ControlPlane.Testing;
using ControlPlane.Testing.S3;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Ingestion.Tests;

public sealed class S3LakeTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Pipeline_over_an_S3_that_fails_every_third_call_loses_and_repeats_no_row()
    {
        var token = TestContext.Current.CancellationToken;
        await using var world = await World.CreateAsync(postgres);
        await using var s3 = await S3Server.StartAsync();
        world.Settings["ControlPlane:Lake"] = $"s3://agency?region={S3Server.Region}&endpoint={s3.Url}";
        var options = S3LakeOptions.Parse(world.Settings["ControlPlane:Lake"]!);
        using var client = LakeRegistration.CreateClient(options, new BasicAWSCredentials(S3Server.AccessKey, S3Server.SecretKey));
        var buckets = new S3Provisioner(client, options);
        await buckets.ApplyAsync(await buckets.PlanAsync(world.Tenant, token), _ => Task.CompletedTask, token);
        await using var source = await ThingSource.StartAsync(pages: 3, perPage: 100);
        var host = await world.StartAsync(services => services.AddSingleton(client));
        s3.Failures = (call, _) => call % 3 == 0 ? call % 2 == 0 ? S3Failure.SlowDown : S3Failure.Reset : null;
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        (await world.WarehouseAsync<long>("""SELECT count(DISTINCT (_airbyte_data ->> 'id')::int) FROM "RAW".things_things""")).ShouldBe(300);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(300);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded, entry.Final).ShouldBe((300, 0, 300, 300, true));
        s3.Buckets["agency-dev-bronze"].Objects.Keys.Count(key => key.EndsWith($"{run}.jsonl.gz", StringComparison.Ordinal)).ShouldBe(1);
        s3.Buckets["agency-dev-raw"].Uploads.ShouldBeEmpty();
    }
}
