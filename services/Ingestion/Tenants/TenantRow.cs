using System.Text.Json;
using System.Text.Json.Serialization;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;

namespace ControlPlane.Ingestion.Tenants;

/// <summary>The newest that is known of a tenant.</summary>
internal sealed record TenantRow(TenantId Tenant, long Generation, TenantSpec Spec, bool Suspended)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <exception cref="Fault">The spec no longer has the source.</exception>
    public SourceSpec Source(string name) => Spec.Sources.GetValueOrDefault(name)
        ?? throw new Fault(FaultKind.Rejected, "SourceGone", $"Tenant {Tenant} has no source '{name}' any more.");
}
