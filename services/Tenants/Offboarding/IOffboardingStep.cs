using ControlPlane.Contracts;

namespace ControlPlane.Tenants.Offboarding;

/// <summary>One part of removing a tenant. Can be repeated at any time, whatever of it was done before.</summary>
public interface IOffboardingStep
{
    /// <summary>Stable: what was done is recorded under it.</summary>
    string Name { get; }

    /// <summary>Returns what was removed, in words; null while something must be waited for.</summary>
    /// <exception cref="Reconciliation.Fault">It failed; tried again later.</exception>
    Task<string?> RunAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellationToken);
}
