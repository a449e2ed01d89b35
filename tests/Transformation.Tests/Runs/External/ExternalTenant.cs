using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Secrets;
using ControlPlane.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Transformation.Tests.Runs.External;

/// <summary>A tenant whose models another engine runs.</summary>
internal static class ExternalTenant
{
    /// <param name="models">Of the reference to the token.</param>
    public static async Task<ServiceUnderTest> StartAsync(PostgresFixture postgres, string token, Func<string, ModelsSpec> models, Action<Dictionary<string, string?>>? configure = null)
    {
        var service = await ServiceUnderTest.StartAsync(postgres, provision: false, configure: settings =>
        {
            settings["Transformation:ExternalPoll"] = "00:00:00.020";
            settings["Transformation:ExternalGrace"] = "00:00:01";
            configure?.Invoke(settings);
        });
        var reference = SecretReference.Parse($"secret://{service.Tenant}/engine/token");
        await service.Services.GetRequiredService<ISecretStore>().SetAsync(reference, token, CancellationToken.None);
        await service.ProvisionAsync(models(reference.ToString()));
        return service;
    }

    public static Task<string?> NodesAsync(this ServiceUnderTest service, Guid run) =>
        service.ScalarAsync<string>($"SELECT string_agg(node || ' ' || status, ', ' ORDER BY node) FROM transformation.nodes WHERE run = '{run}'");
}
