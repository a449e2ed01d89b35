namespace ControlPlane.Tenants;

/// <summary>In the section <c>Tenants</c>.</summary>
public sealed class TenantsOptions
{
    public const string Section = "Tenants";

    /// <summary>How often a tenant is compared with its spec; default 60 s.</summary>
    public TimeSpan ObservationInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often statement time is read and quotas are judged; default 5 s.</summary>
    public TimeSpan MonitorInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long offboarding waits for the other services to forget a tenant before it removes what they left; default 30 s.</summary>
    public TimeSpan OffboardingPatience { get; set; } = TimeSpan.FromSeconds(30);
}
