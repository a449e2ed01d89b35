using ControlPlane.Reconciliation;
using ControlPlane.Secrets;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Tests.Runs.External;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Transformation.Tests.Runs;

public sealed class KillTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Run_of_a_killed_process_is_completed_by_the_next_one()
    {
        using var folder = new TemporaryFolder("killed");
        Directory.CreateDirectory(folder["blueprints/test/models/marts"]);
        await File.WriteAllTextAsync(folder["blueprints/test/dbt_project.yml"], SmallProjects.Settings, Token);
        await File.WriteAllTextAsync(folder["blueprints/test/models/sources.yml"], SmallProjects.Sources, Token);
        await File.WriteAllTextAsync(folder["blueprints/test/models/marts/first.sql"], "SELECT 1 AS x", Token);
        await File.WriteAllTextAsync(folder["blueprints/test/models/marts/last.sql"], "SELECT x, id FROM {{ ref('first') }}, {{ source('app', 'orders') }}", Token);
        var platform = await postgres.NewPlatformAsync();
        await using var warehouse = await MigrateAndProvisionAsync(platform, folder);
        await warehouse.RawTableAsync("orders", "id int", "(7)");
        await using var control = new ControlDatabase(platform.Control);
        var run = await QueueAsync(control, warehouse.Tenant.ToString());
        await using var gate = await warehouse.OpenAdminAsync();
        await using var closed = await gate.BeginTransactionAsync(Token);
        await gate.LockAsync("\"RAW\".orders");

        using (var first = new KilledProcess(platform, folder))
        {
            await Eventually.TrueAsync("the last model waits", async () => await warehouse.AdminAsync<bool>(
                $"SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '{warehouse.Tenant.DatabaseName}' AND wait_event_type = 'Lock'"));
            await first.KillAsync();
        }
        (await warehouse.RelationsAsync()).ShouldBeEmpty();
        (await warehouse.RelationsAsync("MARTS__NEXT")).ShouldBe(["MARTS__NEXT.first"]);
        await closed.CommitAsync(Token);
        using var second = new KilledProcess(platform, folder);

        await using var connection = await control.OpenFleetAsync(Token);
        await Eventually.TrueAsync("the run succeeds", async () => await connection.ExecuteScalarAsync<string>("SELECT status FROM transformation.runs WHERE run = @run", new { run }) == "succeeded");
        (await warehouse.RelationsAsync()).ShouldBe(["MARTS.first", "MARTS.last"]);
        (await warehouse.RelationsAsync("MARTS__NEXT")).ShouldBeEmpty();
        (await warehouse.ReaderAsync<int>("SELECT id FROM \"MARTS\".last")).ShouldBe(7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dbt_that_outlived_a_killed_process_is_not_run_beside_another(bool ends)
    {
        using var dbt = new ScriptedDbt(ends ? "slow" : "waiting");
        await KillAsync(dbt, RunResultsJson.Built, async () =>
        {
            dbt.Behaviour = "building";
            if (ends) await Eventually.TrueAsync("dbt has ended by itself", () => Task.FromResult(dbt["ended.txt"].Length > 0));
        });

        dbt["ended.txt"].ShouldBe(ends ? "by itself\n" : "interrupted\n");
        dbt.Starts.ShouldBe(ends ? 1 : 2);
    }

    /// <summary>What it had done by then are successes, and the tests are not among them: they were once published.</summary>
    [Fact]
    public async Task What_a_dbt_leaves_that_was_interrupted_with_its_service_is_not_taken_for_a_build()
    {
        using var dbt = new ScriptedDbt("leaving");
        await KillAsync(dbt, RunResultsJson.Interrupted, async () =>
        {
            await Eventually.TrueAsync("dbt has left what it had done", () => Task.FromResult(dbt["ended.txt"].Length > 0));
            dbt.Behaviour = "building";
            dbt.Ends(0, RunResultsJson.Built("x"));
        });

        dbt.Starts.ShouldBe(2);
    }

    /// <param name="results">What dbt leaves of a tenant's database.</param>
    /// <param name="meanwhile">Between the service's end and its next start.</param>
    private async Task KillAsync(ScriptedDbt dbt, Func<string, string> results, Func<Task> meanwhile)
    {
        using var folder = new TemporaryFolder("killed-dbt");
        Directory.CreateDirectory(folder["blueprints/test"]);
        await File.WriteAllTextAsync(folder["blueprints/test/dbt_project.yml"], SmallProjects.Settings, Token);
        var platform = await postgres.NewPlatformAsync();
        await using var warehouse = await MigrateAndProvisionAsync(platform, folder);
        dbt.Ends(0, results(warehouse.Tenant.DatabaseName));
        await using var control = new ControlDatabase(platform.Control);
        var run = await QueueAsync(control, warehouse.Tenant.ToString(), """{"engine":"dbt-core"}""");
        (string, string)[] settings = [("Transformation__DbtCore__Executable", dbt.Executable), ("Transformation__DbtCore__Folder", dbt.Work), ("Transformation__DbtCore__Blueprints__0", "test")];
        await using var connection = await control.OpenFleetAsync(Token);
        using (var first = new KilledProcess(platform, folder, settings))
        {
            await Eventually.TrueAsync("dbt is at work and known", async () => dbt.Starts == 1 && await connection.ExecuteScalarAsync<string>("SELECT remote_run FROM transformation.runs WHERE run = @run", new { run }) is not null);
            await first.KillAsync();
        }
        await meanwhile();
        using var second = new KilledProcess(platform, folder, settings);

        await Eventually.TrueAsync("the run succeeds", async () => await connection.ExecuteScalarAsync<string>("SELECT status FROM transformation.runs WHERE run = @run", new { run }) == "succeeded");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The service starts once without work, for its tables and the tenant's secrets.</summary>
    private static async Task<TenantWarehouse> MigrateAndProvisionAsync(EmbeddedPostgres.Platform.PlatformDatabase platform, TemporaryFolder folder)
    {
        await using var host = await ServiceHost.StartAsync(platform, builder => builder.AddModule(new TransformationModule()),
            new Dictionary<string, string?> { ["ControlPlane:Lake"] = folder["lake"], ["ControlPlane:Blueprints"] = folder["blueprints"] });
        return await TenantWarehouse.CreateAsync(platform, host.Services.GetRequiredService<ISecretStore>());
    }

    private static async Task<Guid> QueueAsync(ControlDatabase control, string tenant, string models = "{}")
    {
        var run = Guid.CreateVersion7();
        await using var connection = await control.OpenFleetAsync(Token);
        await connection.ExecuteAsync("""
            INSERT INTO transformation.tenants (tenant, generation, blueprint, models, updated_at) VALUES (@tenant, 1, 'test', @models::jsonb, now());
            INSERT INTO transformation.runs (tenant, run, ingested, rows_in, created_at) VALUES (@tenant, @run, true, 1, now());
            INSERT INTO transformation.work (tenant, kind, key, next_pass_at, created_at, updated_at) VALUES (@tenant, @kind, @key, now(), now(), now());
            """, new { tenant, run, models, kind = RunReconciler.WorkKind, key = run.ToString() });
        return run;
    }
}
