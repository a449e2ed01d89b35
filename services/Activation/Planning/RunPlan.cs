using ControlPlane.Activation.Activations;
using ControlPlane.Activation.Refreshes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;

namespace ControlPlane.Activation.Planning;

/// <summary>What follows the published models of one run: decided from the declarations and the spec alone.</summary>
internal sealed record RunPlan(IReadOnlyList<PlannedActivation> Activations, IReadOnlyList<PlannedRefresh> Refreshes)
{
    public static RunPlan Empty { get; } = new([], []);

    public static RunPlan For(TenantSpec spec, IReadOnlyList<ActivationDefinition> activations, IReadOnlyList<RefreshDefinition> refreshes) => new(
        [.. activations.Select(definition => spec.Activations.Connections.ContainsKey(definition.Destination.Connection)
            ? new PlannedActivation(definition.Name, StageStatus.Pending, definition)
            : new PlannedActivation(definition.Name, StageStatus.Skipped, definition, NotConfigured("activations", definition.Destination.Connection)))],
        [.. refreshes.Select(definition => spec.Refreshes.Connections.ContainsKey(definition.Connection)
            ? new PlannedRefresh(definition.Name, StageStatus.Pending, definition)
            : new PlannedRefresh(definition.Name, StageStatus.Skipped, definition, NotConfigured("refreshes", definition.Connection)))]);

    private static string NotConfigured(string section, string connection) =>
        $"Connection {connection} is not configured: set {section}.connections.{connection} in the tenant's spec.";
}

/// <param name="Status">Pending, or at once Skipped or Failed for the reason.</param>
/// <param name="Definition">Null when the declaration cannot be read.</param>
internal sealed record PlannedActivation(string Name, StageStatus Status, ActivationDefinition? Definition, string? Reason = null);

/// <inheritdoc cref="PlannedActivation"/>
internal sealed record PlannedRefresh(string Name, StageStatus Status, RefreshDefinition? Definition, string? Reason = null);
