using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Tenants.Tests;

public sealed class BlueprintTests(Warehouse warehouse)
{
    [Fact]
    public async Task Blueprint_that_cannot_be_read_is_listed_with_its_error_and_hides_no_other()
    {
        using var folder = new TemporaryFolder("blueprints");
        foreach (var (name, text) in new[] { ("broken", "defaults: ["), ("crm", "version: 1.0.0\ndescription: Fine\n"), ("Wrong_Name", "version: 1.0.0\n") })
        {
            Directory.CreateDirectory(folder[name]);
            await File.WriteAllTextAsync(folder[$"{name}/blueprint.yaml"], text, TestContext.Current.CancellationToken);
        }
        await using var host = await TenantsHost.StartAsync(warehouse, settings: new() { ["ControlPlane:Blueprints"] = folder.Path });

        var blueprints = (await host.GetAsync("/v1/blueprints"))["blueprints"]!.AsArray().ToDictionary(one => (string)one!["name"]!, one => one!);

        blueprints.Keys.ShouldBe(["Wrong_Name", "broken", "crm"]);
        ((string)blueprints["broken"]["error"]!).ShouldContain("Not YAML at line");
        ((string)blueprints["Wrong_Name"]["error"]!).ShouldContain("lower-case");
        blueprints["crm"]["error"].ShouldBeNull();
        ((string)blueprints["crm"]["description"]!).ShouldBe("Fine");
    }
}
