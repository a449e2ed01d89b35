using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Access;

namespace ControlPlane.Tenants.Offboarding;

internal sealed class RemoveApiKeys(ApiKeys keys) : IOffboardingStep
{
    public string Name => "remove-api-keys";

    public async Task<string?> RunAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellationToken) => $"{await keys.RemoveAllAsync(tenant, cancellationToken)} keys removed.";
}
