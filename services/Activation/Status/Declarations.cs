using ControlPlane.Activation.Activations;
using ControlPlane.Activation.Blueprints;
using ControlPlane.Activation.Refreshes;
using ControlPlane.Contracts.Tenants.Spec;

namespace ControlPlane.Activation.Status;

/// <summary>What the spec's blueprint declares now.</summary>
internal static class Declarations
{
    /// <exception cref="Reconciliation.Fault">The file is missing or invalid.</exception>
    public static async Task<IReadOnlyList<ActivationDefinition>> ActivationsAsync(this BlueprintFiles files, TenantSpec spec, CancellationToken cancellationToken) =>
        spec.Activations.File is { } file ? ActivationsFile.Parse(file, await files.ReadAsync(spec.Blueprint, file, cancellationToken)) : [];

    /// <inheritdoc cref="ActivationsAsync"/>
    public static async Task<IReadOnlyList<RefreshDefinition>> RefreshesAsync(this BlueprintFiles files, TenantSpec spec, CancellationToken cancellationToken) =>
        spec.Refreshes.File is { } file ? RefreshesFile.Parse(file, await files.ReadAsync(spec.Blueprint, file, cancellationToken)) : [];
}
