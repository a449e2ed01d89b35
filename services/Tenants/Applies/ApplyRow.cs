using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Tenants.Applies;

public enum ApplyState { Pending, Running, Succeeded, Failed }

/// <summary>A plan that somebody asked to be carried out.</summary>
/// <param name="Steps">What was agreed to. After a crash, a fresh plan may hold some of these, but nothing else.</param>
/// <param name="Error">Why it failed and what to do; never a secret.</param>
internal sealed record ApplyRow(
    Guid Id, long Generation, string Hash, IReadOnlyList<ProvisioningStep> Steps, int StepsDone, ApplyState State, string? Error, DateTimeOffset RequestedAt, DateTimeOffset? FinishedAt);
