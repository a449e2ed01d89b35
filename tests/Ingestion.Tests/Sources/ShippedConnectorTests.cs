using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Secrets;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Sources;

public sealed class ShippedConnectorTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Source_whose_streams_the_config_declares_is_read_by_the_connector_that_is_there_for_all_blueprints()
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["ControlPlane:Connectors"] = Path.Combine(AppContext.BaseDirectory, "connectors");
        await using var source = await TestSource.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Headers.Authorization == "Bearer hush" ? 200 : 401;
            return ThingSource.PageOf(context) > 3 ? "[]" : ThingSource.Page((ThingSource.PageOf(context) - 1) * 100 + 1, 100);
        });
        var host = await world.StartAsync();
        SecretReference.TryParse($"secret://{world.Tenant}/things/token", out var token).ShouldBeTrue();
        await host.Secrets.SetAsync(token!, "hush", TestContext.Current.CancellationToken);
        await host.ProvisionAsync(new SourceSpec
        {
            Connector = "rest",
            Config = IngestionHost.Json(new
            {
                base_url = source.Url,
                auth = new { kind = "bearer", token = token!.ToString() },
                streams = new[] { new { name = "things", path = "/things", primary_key = new[] { "id" }, pagination = new { kind = "page", size = 100 } } },
            }),
        });

        var (_, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        (await world.WarehouseAsync<long>("""SELECT count(DISTINCT (_airbyte_data ->> 'id')::int) FROM "RAW".things_things""")).ShouldBe(300);
    }
}
