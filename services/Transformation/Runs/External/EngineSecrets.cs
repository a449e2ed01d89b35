using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>Resolves the references of a tenant's spec. A spec that refers to another tenant's secret gets nothing.</summary>
internal sealed class EngineSecrets(ISecretStore secrets)
{
    /// <param name="key">Where the spec has the reference.</param>
    /// <exception cref="Fault">Not a reference, another tenant's, or there is no such secret.</exception>
    public async Task<string> GetAsync(TenantId tenant, string key, string reference, CancellationToken cancellationToken)
    {
        if (!SecretReference.TryParse(reference, out var parsed) || parsed.Tenant != tenant.ToString())
            throw new Fault(FaultKind.Rejected, "NotASecretReference", $"The spec's {key} must refer to a secret of the tenant's own: {SecretReference.Scheme}{tenant}/{{path}}.");
        return await secrets.FindAsync(parsed, cancellationToken)
            ?? throw new Fault(FaultKind.AccessDenied, "SecretMissing", $"There is no secret {parsed}, which the spec's {key} refers to. Set it, then start a run.");
    }
}
