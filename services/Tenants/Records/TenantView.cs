using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Tenants.Applies;

namespace ControlPlane.Tenants.Records;

/// <param name="Spec">As it was declared.</param>
/// <param name="Effective">The blueprint's defaults with the spec on top.</param>
internal sealed record TenantView(
    TenantId Tenant, long Generation, TenantState State, JsonObject Spec, JsonObject Effective, TenantStatus Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <param name="ProvisionedGeneration">The last generation that was seen to be in place; 0: none.</param>
/// <param name="Apply">The newest apply; null: there was none.</param>
internal sealed record TenantStatus(long ProvisionedGeneration, IReadOnlyList<Condition> Conditions, ApplyView? Apply);

internal sealed record ApplyView(Guid Id, long Generation, string Hash, ApplyState State, int StepsDone, int Steps, string? Error, DateTimeOffset RequestedAt, DateTimeOffset? FinishedAt)
{
    public static ApplyView? Of(ApplyRow? row) => row is null ? null : new(row.Id, row.Generation, row.Hash, row.State, row.StepsDone, row.Steps.Count, row.Error, row.RequestedAt, row.FinishedAt);
}

internal sealed record TenantListItem(TenantId Tenant, string Blueprint, long Generation, TenantState State, long ProvisionedGeneration, IReadOnlyList<Condition> Conditions);

/// <param name="Next">Give it as <c>cursor</c> to go on; null: there is no more.</param>
internal sealed record TenantList(IReadOnlyList<TenantListItem> Tenants, string? Next);

internal sealed record Declared(TenantId Tenant, long Generation, string Location, bool Changed);
