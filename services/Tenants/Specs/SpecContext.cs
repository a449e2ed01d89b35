using ControlPlane.Contracts;
using ControlPlane.Tenants.Blueprints;
using ControlPlane.Tenants.Documents;

namespace ControlPlane.Tenants.Specs;

/// <param name="Blueprint">Null when the document names none that exists; then only what does not need it is judged.</param>
internal sealed record SpecContext(TenantId Tenant, Blueprint? Blueprint, DocumentErrors Errors)
{
    public bool DefaultsKnown => Blueprint is not null;
}
