using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;
using ControlPlane.Tenants.Specs;

namespace ControlPlane.Tenants.Records;

public enum TenantState { Active, Offboarding, Offboarded }

/// <summary>A tenant's row: what it should have, and what was last known about that.</summary>
/// <param name="Generation">Of the spec; rises with every change and when the tenant is offboarded.</param>
/// <param name="ProvisionedGeneration">The last generation that was observed to be in place and announced; 0: none.</param>
public sealed record TenantRecord(
    TenantId Tenant,
    long Generation,
    TenantState State,
    JsonObject Document,
    JsonObject Effective,
    IReadOnlyList<Condition> Conditions,
    long ProvisionedGeneration,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public TenantSpec Spec { get; } = SpecJson.ToSpec(Effective);
}
