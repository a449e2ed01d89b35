using ControlPlane.Contracts;
using ControlPlane.Lake;

namespace ControlPlane.Tenants.Offboarding;

internal sealed class DeleteLakePrefixes(ILake lake) : IOffboardingStep
{
    public string Name => "delete-lake";

    public async Task<string?> RunAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var layer in LakeLayer.All) removed += await lake.DeleteAsync(LakePath.Tenant(tenant, layer), cancellationToken);
        return $"{removed} objects removed.";
    }
}
