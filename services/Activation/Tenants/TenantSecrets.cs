using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;

namespace ControlPlane.Activation.Tenants;

/// <summary>Resolves the references of a tenant's spec. A spec that refers to another tenant's secret gets nothing.</summary>
internal sealed class TenantSecrets(ISecretStore secrets)
{
    /// <exception cref="Fault">Not a reference, another tenant's, or there is no such secret.</exception>
    public async Task<string> GetAsync(TenantId tenant, string reference, CancellationToken cancellationToken)
    {
        if (!SecretReference.TryParse(reference, out var parsed))
            throw new Fault(FaultKind.AccessDenied, "NotASecretReference", $"A secret must be referred to as {SecretReference.Scheme}{tenant}/{{path}}.");
        if (parsed.Tenant != tenant.ToString())
            throw new Fault(FaultKind.AccessDenied, "SecretOfAnotherTenant", $"The spec of {tenant} refers to {parsed}, which belongs to another tenant.");
        return await secrets.FindAsync(parsed, cancellationToken)
            ?? throw new Fault(FaultKind.AccessDenied, "SecretMissing", $"There is no secret {parsed}. Set it, then start a run.");
    }
}
