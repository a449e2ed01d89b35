using System.Net;
using ControlPlane.AppHost.MainJob;
using ControlPlane.EndToEnd.Processes;
using ControlPlane.Testing;

namespace ControlPlane.EndToEnd.Isolation;

[Collection(MachineCollection.Name)]
public sealed class OffboardingTests(RunningMachine machine)
{
    private const string Name = "initech-dev";
    private const string Objects = "SELECT datname::text FROM pg_database WHERE datname LIKE 'INITECH%' UNION ALL SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'INITECH%'";

    [Fact]
    public async Task Offboarded_tenant_leaves_nothing_and_can_be_onboarded_again()
    {
        var tenant = new OwnTenant(Name, machine.Operator, machine.Operator);
        var sample = new Uri($"http://127.0.0.1:{await File.ReadAllTextAsync(Path.Combine(machine.Host.Data.Root, "sample.port"))}/");
        await tenant.OnboardAsync(sample, machine.Landing(Name, 500));
        await SucceedsAsync(await tenant.StartRunAsync());
        using var holder = await machine.WithAsync(await tenant.KeyAsync());
        (await machine.Server.ListAsync("postgres", Objects)).Count.ShouldBe(4);
        Lake().ShouldNotBeEmpty();

        var unconfirmed = await Should.ThrowAsync<ControlPlaneException>(() => machine.Operator.SendAsync(HttpMethod.Delete, tenant.Path, null, default));
        unconfirmed.Problem.ShouldBe("offboarding-not-confirmed");
        await machine.Operator.SendAsync(HttpMethod.Delete, $"{tenant.Path}?confirm={Name}", null, default);
        await Eventually.TrueAsync("the end of the offboarding", async () =>
            (string?)(await machine.Operator.GetAsync($"{tenant.Path}/inventory", default))["state"] == "Offboarded", ChildProcess.Patience);

        var inventory = await machine.Operator.GetAsync($"{tenant.Path}/inventory", default);
        ((int)inventory["count"]!).ShouldBe(0, inventory.ToJsonString());
        (await machine.Server.ListAsync("postgres", Objects)).ShouldBeEmpty();
        Lake().ShouldBeEmpty();
        using (var refused = await holder.GetAsync($"{tenant.Path}/marts")) refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        await tenant.OnboardAsync(sample, machine.Landing(Name, 700));
        await SucceedsAsync(await tenant.StartRunAsync());
        (await machine.Server.ValueAsync<decimal>("INITECH_DEV_RAW", """SELECT sum(events) FROM "MARTS".github_events_daily""")).ShouldBe(700);
        using (var refused = await holder.GetAsync($"{tenant.Path}/marts")) refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task SucceedsAsync(Guid run)
    {
        var view = await machine.Operator.EndOfAsync(run);
        ((string?)view["summary"]!["status"]).ShouldBe("Succeeded", view.ToJsonString());
    }

    private string[] Lake() => [.. Directory.EnumerateFileSystemEntries(machine.Host.Data.Lake, "initech*", SearchOption.AllDirectories)];
}
