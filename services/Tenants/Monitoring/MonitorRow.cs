namespace ControlPlane.Tenants.Monitoring;

/// <summary>A tenant's resource monitor.</summary>
/// <param name="QuotaCredits">A month; null: no limit.</param>
/// <param name="Month">The first day of the month that <paramref name="Seconds"/> is about.</param>
/// <param name="Seconds">Statement time of the month.</param>
/// <param name="Credits">What that cost, each part at the rate of its time.</param>
/// <param name="Counter">The warehouse's own counter in seconds as last read; null: never.</param>
/// <param name="NoticedPercent">The highest threshold that was told of this month; 0: none.</param>
/// <param name="Suspended">Decided.</param>
/// <param name="Enforced">What was last carried out in the warehouse; differs from <paramref name="Suspended"/> only in between.</param>
public sealed record MonitorRow(
    string Tenant, string Name, decimal? QuotaCredits, decimal CreditsPerHour, DateOnly Month, double Seconds, double Credits, double? Counter, int NoticedPercent, bool Suspended, bool Enforced)
{
    public decimal UsedCredits => (decimal)Credits;

    public bool InTransition => Suspended != Enforced;
}
