using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Secrets;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Credentials;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Transformation.Tests.Runs.External;

public sealed class DbtCoreEngineTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Dbt_builds_a_copy_of_the_project_as_the_tenants_role_and_its_results_are_recorded()
    {
        using var dbt = new ScriptedDbt();
        await using var service = await StartAsync(dbt);
        service.Write("packages.yml", "packages: []");
        dbt.Ends(0, RunResultsJson.Built(service.Tenant.DatabaseName));

        var run = await service.LoadedAsync();

        (await service.PublishedAsync(run)).Marts.Select(mart => (mart.Name, mart.Rows)).ShouldBe([("customers", 7L)]);
        (await service.NodesAsync(run)).ShouldBe("model.shop.customers success, model.shop.stg_orders success, test.shop.unique_customers.a1 pass");
        dbt["deps-arguments.txt"].ShouldContain("deps");
        dbt["build-arguments.txt"].ShouldContain("--profile=control_plane");
        dbt["build-arguments.txt"].ShouldContain("--vars={\"least\":15}");
        dbt["profiles.yml"].ShouldContain($"\"user\": \"{service.Tenant.RoleName(WarehouseRole.Transformer)}\"");
        dbt["project.txt"].ShouldContain("./macros/control_plane_schemas.sql");
        Directory.Exists(Path.Combine(dbt.Work, service.Tenant.ToString(), run.ToString())).ShouldBeFalse();
    }

    [Fact]
    public async Task Password_is_in_a_variable_only_and_nothing_else_of_the_services_environment_is()
    {
        using var dbt = new ScriptedDbt();
        await using var service = await StartAsync(dbt);
        dbt.Ends(0, RunResultsJson.Built(service.Tenant.DatabaseName));
        await service.PublishedAsync(await service.LoadedAsync());
        var password = await new WarehouseCredentials(service.Services.GetRequiredService<ISecretStore>()).GetAsync(service.Tenant, WarehouseRole.Transformer, TestContext.Current.CancellationToken);

        dbt["environment.txt"].ShouldContain($"DBT_ENV_SECRET_PASSWORD={password}");
        foreach (var file in new[] { "profiles.yml", "build-arguments.txt" }) dbt[file].ShouldNotContain(password!);
        dbt["environment.txt"].ShouldNotContain("ControlPlane__", Case.Insensitive);
    }

    [Fact]
    public async Task Failures_are_told_without_what_the_warehouse_said()
    {
        using var dbt = new ScriptedDbt();
        await using var service = await StartAsync(dbt);
        dbt.Ends(1, RunResultsJson.Failed());

        (await service.RefusedAsync(await service.LoadedAsync())).Reason.ShouldStartWith("1 models failed: customers.v2: Database Error in model customers (models/customers_v2.sql) (what the warehouse said is in the log of dbt Core)");
        (await service.CountAsync("nodes", "error LIKE '%a@b.c%'")).ShouldBeFalse();
    }

    [Fact]
    public async Task Project_that_dbt_cannot_use_is_told_in_its_words()
    {
        using var dbt = new ScriptedDbt("broken");
        await using var service = await StartAsync(dbt);

        (await service.RefusedAsync(await service.LoadedAsync())).Reason.ShouldContain("Compilation Error Model depends on a node named oders which was not found");
    }

    [Fact]
    public async Task Cancelled_run_interrupts_dbt()
    {
        using var dbt = new ScriptedDbt("waiting");
        await using var service = await StartAsync(dbt);
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("dbt is at work", () => Task.FromResult(dbt.Starts > 0));

        await service.PublishAsync(new RunCancelled(service.Tenant, run, DateTimeOffset.UtcNow));

        (await service.RefusedAsync(run)).Outcome.ShouldBe(StageStatus.Cancelled);
        dbt["ended.txt"].ShouldBe("interrupted\n");
    }

    [Theory]
    [InlineData("Transformation:DbtCore:Executable", "", "this host has no dbt: set Transformation:DbtCore:Executable")]
    [InlineData("Transformation:DbtCore:Blueprints:0", "others", "this host does not allow blueprint 'test': add it to Transformation:DbtCore:Blueprints")]
    [InlineData("Transformation:DbtCore:Executable", "/no/such/dbt", "install dbt Core, or configure the path of its executable")]
    public async Task Host_decides_whether_and_which_dbt_is_run(string setting, string value, string reason)
    {
        using var dbt = new ScriptedDbt();
        await using var service = await StartAsync(dbt, settings =>
        {
            settings[setting] = value;
            settings["Transformation:MaxAttempts"] = "1";
        });

        (await service.RefusedAsync(await service.LoadedAsync())).Reason.ShouldContain(reason);
        dbt.Starts.ShouldBe(0);
    }

    [Theory]
    [InlineData("dbt_project.yml", "name: shop\nseed-paths: [../../lake]", "seed-paths names '../../lake', which is not a folder within the project")]
    [InlineData("dbt_project.yml", "name: shop\nmacro-paths: [/var/macros]", "macro-paths names '/var/macros', which is not a folder within the project")]
    [InlineData("dbt_project.yml", "name: shop\npackages-install-path: /var/packages", "packages-install-path names '/var/packages', which is not a folder within the project")]
    [InlineData("packages.yml", "packages: [{git: 'https://example.com/macros.git', revision: main}]", "macros")]
    public async Task Project_that_leads_out_of_its_blueprint_is_not_given_to_dbt(string file, string text, string reason)
    {
        using var dbt = new ScriptedDbt();
        await using var service = await StartAsync(dbt);
        service.Write(file, text);

        (await service.RefusedAsync(await service.LoadedAsync())).Reason.ShouldContain(reason);
        (dbt.Starts, dbt["deps-arguments.txt"]).ShouldBe((0, ""));
    }

    [Fact]
    public async Task Link_is_not_followed()
    {
        using var dbt = new ScriptedDbt();
        await using var service = await StartAsync(dbt);
        service.Link("models/others", dbt.Executable);

        (await service.RefusedAsync(await service.LoadedAsync())).Reason.ShouldStartWith("models/others is a link, which dbt Core is not given");
        dbt.Starts.ShouldBe(0);
    }

    [Fact]
    public async Task Packages_that_the_blueprint_has_installed_are_taken_as_they_are()
    {
        using var dbt = new ScriptedDbt();
        await using var service = await StartAsync(dbt);
        service.Write("packages.yml", "packages: [{git: 'https://example.com/macros.git', revision: main}]");
        service.Write("dbt_packages/macros/dbt_project.yml", "name: macros");
        dbt.Ends(0, RunResultsJson.Built(service.Tenant.DatabaseName));

        await service.PublishedAsync(await service.LoadedAsync());

        dbt["deps-arguments.txt"].ShouldBe("");
        dbt["project.txt"].ShouldContain("./dbt_packages/macros/dbt_project.yml");
    }

    [Fact]
    public async Task Folder_of_its_runs_is_the_services_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        using var dbt = new ScriptedDbt();
        Directory.CreateDirectory(dbt.Work, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await using var service = await StartAsync(dbt);
        dbt.Ends(0, RunResultsJson.Built(service.Tenant.DatabaseName));

        await service.PublishedAsync(await service.LoadedAsync());

        foreach (var folder in new[] { dbt.Work, Path.Combine(dbt.Work, service.Tenant.ToString()) })
            File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<ServiceUnderTest> StartAsync(ScriptedDbt dbt, Action<Dictionary<string, string?>>? configure = null) => ExternalTenant.StartAsync(
        postgres, "unused", _ => new() { Engine = ModelEngines.DbtCore, Vars = new Dictionary<string, System.Text.Json.JsonElement> { ["least"] = System.Text.Json.JsonSerializer.SerializeToElement(15) } },
        settings =>
        {
            settings["Transformation:DbtCore:Executable"] = dbt.Executable;
            settings["Transformation:DbtCore:Folder"] = dbt.Work;
            settings["Transformation:DbtCore:Blueprints:0"] = "test";
            configure?.Invoke(settings);
        });
}
