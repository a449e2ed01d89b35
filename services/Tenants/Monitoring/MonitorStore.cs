using ControlPlane.Contracts;
using Dapper;
using Npgsql;

namespace ControlPlane.Tenants.Monitoring;

internal static class MonitorStore
{
    private const string Columns = """
        tenant AS Tenant, name AS Name, quota_credits AS QuotaCredits, credits_per_hour AS CreditsPerHour, month::timestamp AS Month, seconds AS Seconds, counter AS Counter,
        noticed_percent AS NoticedPercent, suspended AS Suspended, enforced AS Enforced
        """;

    public static async Task<MonitorRow?> FindAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM tenants.monitors WHERE tenant = @tenant", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken)))?.ToMonitor();

    public static async Task<IReadOnlyList<MonitorRow>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM tenants.monitors ORDER BY tenant", cancellationToken: cancellationToken))).Select(row => row.ToMonitor())];

    /// <summary>Makes the monitor or gives it new limits; what it has counted stays.</summary>
    public static Task SetLimitsAsync(NpgsqlTransaction transaction, MonitorLimits limits, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO tenants.monitors (tenant, name, quota_credits, credits_per_hour, month, changed_at) VALUES (@tenant, @Name, @QuotaCredits, @CreditsPerHour, @month::date, @now)
            ON CONFLICT (tenant) DO UPDATE SET quota_credits = EXCLUDED.quota_credits, credits_per_hour = EXCLUDED.credits_per_hour, changed_at = EXCLUDED.changed_at,
                -- With another limit, the thresholds are other amounts.
                noticed_percent = CASE WHEN monitors.quota_credits IS DISTINCT FROM EXCLUDED.quota_credits THEN 0 ELSE monitors.noticed_percent END
            """, new { tenant = limits.Tenant.ToString(), limits.Name, limits.QuotaCredits, limits.CreditsPerHour, month = Months.Of(now).ToDateTime(TimeOnly.MinValue), now }, transaction, cancellationToken: cancellationToken));

    private sealed record Row(
        string Tenant, string Name, decimal? QuotaCredits, decimal CreditsPerHour, DateTime Month, double Seconds, double? Counter, int NoticedPercent, bool Suspended, bool Enforced)
    {
        public MonitorRow ToMonitor() => new(Tenant, Name, QuotaCredits, CreditsPerHour, DateOnly.FromDateTime(Month), Seconds, Counter, NoticedPercent, Suspended, Enforced);
    }
}

/// <summary>What a spec wants of its resource monitor.</summary>
internal sealed record MonitorLimits(TenantId Tenant, string Name, decimal? QuotaCredits, decimal CreditsPerHour);

internal static class Months
{
    /// <summary>The first day of the month, in UTC.</summary>
    public static DateOnly Of(DateTimeOffset time) => new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1);
}
