using ControlPlane.Contracts;
using ControlPlane.Secrets;

namespace ControlPlane.Tenants.Offboarding;

internal sealed class RemoveSecrets(ISecretStore secrets) : IOffboardingStep
{
    public string Name => "remove-secrets";

    public async Task<string?> RunAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellationToken) => $"{await secrets.RemoveAllAsync(tenant.ToString(), cancellationToken)} secrets removed.";
}
