using System.Text.Json;
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
    private TenantSpec? _spec;

    /// <summary>Read when it is asked for: a row that cannot be read must not keep others from being listed, or itself from being replaced.</summary>
    /// <exception cref="JsonException">An earlier version wrote what this one cannot read.</exception>
    public TenantSpec Spec => _spec ??= SpecJson.ToSpec(Effective);

    public bool IsReadable
    {
        get
        {
            try
            {
                return Spec is not null;
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }

    /// <summary>The name of its blueprint.</summary>
    public string Blueprint => Effective["blueprint"]?.ToString() ?? "";
}
