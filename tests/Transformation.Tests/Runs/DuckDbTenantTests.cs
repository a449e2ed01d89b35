using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Contracts.Transformation;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.DuckDb;
using ControlPlane.Warehouses.Provisioning;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>A tenant whose warehouse is a DuckDB file.</summary>
public sealed class DuckDbTenantTests(PostgresFixture postgres) : IDisposable
{
    private readonly TemporaryFolder _folder = new("duckdb-tenant");
    private readonly PublishedFacts _facts = new();

    [Fact]
    public async Task Models_are_built_tested_and_published_and_a_failed_test_publishes_nothing()
    {
        var cache = await DuckDbEngine.EnsureAsync();
        Write("dbt_project.yml", SmallProjects.Settings);
        Write("models/staging/stg_orders.sql", "SELECT 1 AS id, 10 AS amount");
        Write("models/marts/totals.sql", "SELECT id, sum(amount) AS total FROM {{ ref('stg_orders') }} GROUP BY id");
        Write("models/marts/schema.yml", "models: [{ name: totals, columns: [{ name: id, data_tests: [not_null] }] }]");
        await using var host = await ServiceHost.StartAsync(
            await postgres.NewPlatformAsync(),
            builder =>
            {
                builder.Services.AddSingleton(new DuckDbWarehouseOptions(_folder["warehouse"]) { Cache = cache, MemoryMegabytes = 256, Threads = 2 });
                builder.AddModule(new TransformationModule());
            },
            new Dictionary<string, string?>
            {
                ["ControlPlane:Lake"] = _folder["lake"], ["ControlPlane:Blueprints"] = _folder["blueprints"], ["ControlPlane:SoleOwner"] = "true", ["ControlPlane:Warehouse"] = $"duckdb:{_folder["warehouse"]}",
            });
        var tenant = PostgresFixture.NewTenant();
        var bus = await ProvisionAsync(host, tenant);

        var run = await LoadedAsync(bus, tenant);
        (await Eventually.GetAsync("published", () => Task.FromResult(_facts.Published(run) ?? (_facts.Refused(run) is { } refused ? throw new InvalidOperationException(refused.Reason) : null))))
            .Marts.ShouldBe([new PublishedMart("totals", 1)]);
        (await TotalAsync(host, tenant)).ShouldBe("10");

        Write("models/staging/stg_orders.sql", "SELECT CAST(NULL AS INTEGER) AS id, 20 AS amount");
        var second = await LoadedAsync(bus, tenant);
        (await Eventually.GetAsync("refused", () => Task.FromResult(_facts.Refused(second)))).Reason.ShouldBe("1 tests failed: not_null_totals_id (1 failing)");
        (await TotalAsync(host, tenant)).ShouldBe("10");
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IBus> ProvisionAsync(ServiceHost host, TenantId tenant)
    {
        var provisioner = host.Services.GetRequiredService<IWarehouseProvisioner>();
        var plan = (Observed<ProvisioningPlan>.Known)await provisioner.PlanAsync(new DesiredWarehouse(tenant, 20, [], false), thorough: false, CancellationToken.None);
        await provisioner.ApplyAsync(plan.Value, _ => Task.CompletedTask, CancellationToken.None);
        var bus = host.Services.GetRequiredService<IBus>();
        await bus.ConnectReceiveEndpoint($"facts-{Guid.NewGuid():N}", endpoint =>
        {
            endpoint.Handler<ModelsPublished>(context => _facts.AddAsync(context.Message));
            endpoint.Handler<ModelsRefused>(context => _facts.AddAsync(context.Message));
        }).Ready;
        await bus.Publish(new TenantProvisioned(tenant, 1, new TenantSpec { Blueprint = "test" }, DateTimeOffset.UtcNow));
        return bus;
    }

    private static async Task<Guid> LoadedAsync(IBus bus, TenantId tenant)
    {
        var run = Guid.CreateVersion7();
        await bus.Publish(new IngestionFinished(tenant, run, StageStatus.Succeeded, [], DateTimeOffset.UtcNow));
        return run;
    }

    private static async Task<string?> TotalAsync(ServiceHost host, TenantId tenant)
    {
        await using var session = await host.Services.GetRequiredService<IWarehouse>().OpenAsync(tenant, WarehouseRole.Reader, CancellationToken.None);
        await using var reader = await session.QueryAsync(new QueryTag(tenant, "test"), "SELECT CAST(sum(total) AS VARCHAR) FROM \"MARTS\".totals", [], CancellationToken.None);
        return await reader.ReadAsync() ? reader.GetString(0) : null;
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder["blueprints/test"], file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
