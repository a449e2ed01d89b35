using System.Security.Cryptography;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;

namespace ControlPlane.Warehouses.Credentials;

/// <summary>The passwords of a tenant's warehouse roles, kept in the secret store under <c>secret://{tenant}/warehouse/{role}</c>.</summary>
public sealed class WarehouseCredentials(ISecretStore secrets)
{
    public static SecretReference Reference(TenantId tenant, WarehouseRole role) => new(tenant.ToString(), $"warehouse/{role.ToString().ToLowerInvariant()}");

    /// <exception cref="Fault">The tenant is not provisioned (yet, or any more).</exception>
    public async Task<string> GetAsync(TenantId tenant, WarehouseRole role, CancellationToken cancellationToken) =>
        await secrets.FindAsync(Reference(tenant, role), cancellationToken)
        ?? throw new Fault(FaultKind.Unavailable, "NotProvisioned", $"Tenant {tenant} has no {role} credentials yet: its warehouse is not provisioned.");

    /// <summary>Makes the password on first use; every later call returns the same one.</summary>
    public Task<string> EnsureAsync(TenantId tenant, WarehouseRole role, CancellationToken cancellationToken) =>
        secrets.GetOrSetAsync(Reference(tenant, role), () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)), cancellationToken);
}
