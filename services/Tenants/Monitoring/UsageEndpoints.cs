using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Tenants.Records;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ControlPlane.Tenants.Monitoring;

internal static class UsageEndpoints
{
    public static void MapUsage(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/tenants/{tenant}/usage").WithTags("Usage").RequireAuthorization(Policies.Tenant)
            .MapGet("/", GetAsync).WithName("GetUsage").WithSummary("Credits by month, and statement time by query tag");

    private static async Task<Results<Ok<UsageView>, ProblemHttpResult>> GetAsync(TenantId tenant, ClaimsPrincipal user, ServiceState<TenantsModule> state, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenAsync(user, cancellationToken);
        if (await TenantStore.FindAsync(connection, tenant, cancellationToken) is null or { State: TenantState.Offboarded }) return Problem.NotFound;
        var monitor = await MonitorStore.FindAsync(connection, tenant, cancellationToken);
        return TypedResults.Ok(new UsageView(tenant, monitor?.QuotaCredits, monitor?.CreditsPerHour, monitor is { Suspended: true }, await ReadMonthsAsync(connection, tenant, cancellationToken)));
    }

    private static async Task<IReadOnlyList<UsageMonth>> ReadMonthsAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition("""
            SELECT to_char(month, 'YYYY-MM'), seconds, credits FROM tenants.usage_months WHERE tenant = @tenant ORDER BY month DESC LIMIT 24;
            SELECT to_char(month, 'YYYY-MM'), model, run, statements, seconds FROM tenants.usage_tags WHERE tenant = @tenant ORDER BY seconds DESC LIMIT 1000;
            """, new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
        var months = (await results.ReadAsync<(string Month, double Seconds, double Credits)>()).AsList();
        var tags = (await results.ReadAsync<(string Month, string Model, Guid Run, long Statements, double Seconds)>()).ToLookup(tag => tag.Month);
        return [.. months.Select(month => new UsageMonth(month.Month, month.Seconds, month.Credits,
            [.. tags[month.Month].Select(tag => new UsageTag(tag.Model, tag.Run == Guid.Empty ? null : tag.Run, tag.Statements, tag.Seconds))]))];
    }
}

/// <param name="QuotaCredits">A month; null: no limit.</param>
/// <param name="CreditsPerHour">Null: there is no monitor yet.</param>
internal sealed record UsageView(TenantId Tenant, decimal? QuotaCredits, decimal? CreditsPerHour, bool Suspended, IReadOnlyList<UsageMonth> Months);

/// <param name="Month"><c>2026-11</c>, UTC.</param>
/// <param name="Seconds">Statement time as the warehouse counts it: everything, ours or not.</param>
/// <param name="Tags">Statement time as our sessions measured it, by query tag; waiting for the warehouse included.</param>
internal sealed record UsageMonth(string Month, double Seconds, double Credits, IReadOnlyList<UsageTag> Tags);

internal sealed record UsageTag(string Model, Guid? Run, long Statements, double Seconds);
