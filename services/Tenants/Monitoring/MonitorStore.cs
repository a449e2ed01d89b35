using ControlPlane.Contracts;
using Dapper;
using Npgsql;

namespace ControlPlane.Tenants.Monitoring;

internal static class MonitorStore
{
    private const string Columns = """
        tenant AS Tenant, name AS Name, quota_credits AS QuotaCredits, credits_per_hour AS CreditsPerHour, month::timestamp AS Month, seconds AS Seconds, credits AS Credits, counter AS Counter,
        noticed_percent AS NoticedPercent, suspended AS Suspended, enforced AS Enforced
        """;

    public static async Task<MonitorRow?> FindAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM tenants.monitors WHERE tenant = @tenant", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken)))?.ToMonitor();

    /// <summary>Those of all tenants that are not being removed.</summary>
    public static async Task<IReadOnlyList<MonitorRow>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM tenants.monitors JOIN tenants.tenants USING (tenant) WHERE state = 'Active' ORDER BY tenant", cancellationToken: cancellationToken))).Select(row => row.ToMonitor())];

    /// <summary>Makes the monitor or gives it new limits; what it has counted stays.</summary>
    public static Task SetLimitsAsync(NpgsqlTransaction transaction, MonitorLimits limits, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO tenants.monitors (tenant, name, quota_credits, credits_per_hour, month, changed_at) VALUES (@tenant, @Name, @QuotaCredits, @CreditsPerHour, @month::date, @now)
            ON CONFLICT (tenant) DO UPDATE SET quota_credits = EXCLUDED.quota_credits, credits_per_hour = EXCLUDED.credits_per_hour, changed_at = EXCLUDED.changed_at,
                -- With another limit, the thresholds are other amounts.
                noticed_percent = CASE WHEN monitors.quota_credits IS DISTINCT FROM EXCLUDED.quota_credits THEN 0 ELSE monitors.noticed_percent END
            """, new { tenant = limits.Tenant.ToString(), limits.Name, limits.QuotaCredits, limits.CreditsPerHour, month = Months.Of(now).ToDateTime(TimeOnly.MinValue), now }, transaction, cancellationToken: cancellationToken));

    /// <summary>What was counted and decided; limits stay as they are, whoever changes them meanwhile. False when the tenant is being removed.</summary>
    public static async Task<bool> SaveAsync(NpgsqlTransaction transaction, MonitorRow monitor, DateTimeOffset now, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            UPDATE tenants.monitors SET month = @month::date, seconds = @Seconds, credits = @Credits, counter = @Counter, noticed_percent = @NoticedPercent,
                suspended = @Suspended, enforced = @Enforced, changed_at = @now
            WHERE tenant = @Tenant;
            INSERT INTO tenants.usage_months (tenant, month, seconds, credits)
            SELECT tenant, @month::date, @Seconds, @Credits FROM tenants.tenants WHERE tenant = @Tenant AND state = 'Active' FOR SHARE
            ON CONFLICT (tenant, month) DO UPDATE SET seconds = EXCLUDED.seconds, credits = EXCLUDED.credits;
            """, new
        {
            monitor.Tenant, month = monitor.Month.ToDateTime(TimeOnly.MinValue), monitor.Seconds, monitor.Credits, monitor.Counter, monitor.NoticedPercent, monitor.Suspended, monitor.Enforced, now,
        }, transaction, cancellationToken: cancellationToken)) == 2;

    private sealed record Row(
        string Tenant, string Name, decimal? QuotaCredits, decimal CreditsPerHour, DateTime Month, double Seconds, double Credits, double? Counter, int NoticedPercent, bool Suspended, bool Enforced)
    {
        public MonitorRow ToMonitor() => new(Tenant, Name, QuotaCredits, CreditsPerHour, DateOnly.FromDateTime(Month), Seconds, Credits, Counter, NoticedPercent, Suspended, Enforced);
    }
}

/// <summary>What a spec wants of its resource monitor.</summary>
internal sealed record MonitorLimits(TenantId Tenant, string Name, decimal? QuotaCredits, decimal CreditsPerHour);

internal static class Months
{
    /// <summary>The first day of the month, in UTC.</summary>
    public static DateOnly Of(DateTimeOffset time) => new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1);
}
