namespace ControlPlane.Contracts;

/// <summary>A fact about one tenant. Consumers are idempotent, so a lost or repeated copy does no harm.</summary>
public interface ITenantMessage
{
    TenantId Tenant { get; }
}
