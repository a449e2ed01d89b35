using Amazon.Runtime;
using ControlPlane.Lake;
using ControlPlane.Lake.S3;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;
using ControlPlane.Testing.S3;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Tenants.Tests;

public sealed class S3LakeTests(Warehouse warehouse)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Buckets_are_planned_applied_watched_and_emptied_like_everything_else_of_a_tenant()
    {
        await using var s3 = await S3Server.StartAsync();
        var lake = $"s3://agency?region={S3Server.Region}&endpoint={s3.Url}";
        await using var host = await TenantsHost.StartAsync(
            warehouse,
            configure: services => services.AddSingleton(LakeRegistration.CreateClient(S3LakeOptions.Parse(lake), new BasicAWSCredentials(S3Server.AccessKey, S3Server.SecretKey))),
            settings: new() { ["ControlPlane:Lake"] = lake });
        var tenant = PostgresFixture.NewTenant();
        (await host.PutAsync(tenant, "blueprint: github-events\n")).EnsureSuccessStatusCode();
        (await host.DifferencesAsync(tenant)).ShouldContain("bucket agency-dev-raw missing");
        s3.Buckets.ShouldBeEmpty();

        await host.ApplyAsync(tenant);

        s3.Buckets.Keys.ShouldBe(["agency-dev-raw", "agency-dev-bronze", "agency-dev-quarantine", "agency-dev-silver", "agency-dev-gold"], ignoreOrder: true);
        s3.Buckets["agency-dev-raw"].Settings.TryRemove("publicAccessBlock", out _);
        (await host.DifferencesAsync(tenant)).ShouldBe(["bucket agency-dev-raw does not block public access"]);
        await host.ApplyAsync(tenant);

        s3.Buckets["agency-dev-raw"].Put($"clients/{tenant.Client}/github/events/a", S3Version.Of([1], null));
        s3.Buckets["agency-dev-raw"].Put("clients/neighbour/github/events/a", S3Version.Of([1], null));
        (await host.Client.DeleteAsync($"/v1/tenants/{tenant}?confirm={tenant}", Token)).EnsureSuccessStatusCode();
        await Eventually.TrueAsync("an empty inventory", async () => (await host.GetAsync($"/v1/tenants/{tenant}/inventory"))["items"]!.AsArray().Count == 0);
        s3.Buckets["agency-dev-raw"].Objects.Keys.ShouldBe(["clients/neighbour/github/events/a"]);
    }
}
