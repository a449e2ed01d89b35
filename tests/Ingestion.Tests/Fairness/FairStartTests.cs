using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;
using Dapper;

namespace ControlPlane.Ingestion.Tests.Fairness;

public sealed class FairStartTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_tenant_with_a_long_queue_delays_the_first_sync_of_another_by_one_slot_at_most()
    {
        const int slots = 2;
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:Concurrency"] = $"{slots}";
        var gate = new Gate();
        await using var source = await TestSource.StartAsync(async (context, _, _) =>
        {
            await gate.PassAsync().WaitAsync(context.RequestAborted);
            context.Response.ContentType = "application/json";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "[]");
        });
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, [.. Enumerable.Range(0, 100).Select(number => ($"s{number}", IngestionHost.Things(source.Url)))]);
        await host.StartRunAsync();
        await gate.Reached;
        var quiet = PostgresFixture.NewTenant();
        await host.PublishAsync(new TenantProvisioned(quiet, 1, new TenantSpec { Blueprint = Blueprint.Name, Sources = new Dictionary<string, SourceSpec> { ["only"] = IngestionHost.Things(source.Url) } }, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("the quiet tenant is known", () => world.ControlAsync<bool>("SELECT count(*) = 2 FROM ingestion.tenants"));
        using (var answer = await host.Operator.PostAsync($"/v1/tenants/{quiet}/sources/only/sync", null, TestContext.Current.CancellationToken)) answer.EnsureSuccessStatusCode();

        gate.Open();
        await Eventually.TrueAsync("the quiet tenant's sync has begun", () => world.ControlAsync<bool>("SELECT EXISTS (SELECT 1 FROM ingestion.syncs WHERE source = 'only' AND started_at IS NOT NULL)"));

        await using var connection = await world.ControlAsync();
        var order = (await connection.QueryAsync<string>("SELECT source FROM ingestion.syncs WHERE started_at IS NOT NULL ORDER BY started_at")).ToList();
        order.IndexOf("only").ShouldBeLessThanOrEqualTo(slots);
    }
}
