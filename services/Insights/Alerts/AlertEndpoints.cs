using System.Security.Claims;
using ControlPlane.Insights.Runs;
using ControlPlane.ServiceDefaults.Access;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Insights.Alerts;

internal static class AlertEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/alerts", ListAsync).WithTags("Alerts").WithName("ListAlerts").WithSummary("The newest 500 alerts that the caller may see").RequireAuthorization(Policies.Tenant);

    private static async Task<Ok<IReadOnlyList<Alert>>> ListAsync(ClaimsPrincipal caller, RunQueries queries, CancellationToken cancellationToken)
    {
        await using var connection = await queries.OpenAsync(caller, cancellationToken);
        var rows = await connection.QueryAsync<(string Tenant, string Kind, string Subject, Guid? Run, string Message, DateTime RaisedAt)>(new CommandDefinition(
            "SELECT tenant, kind, subject, run, message, raised_at FROM insights.alerts ORDER BY raised_at DESC LIMIT 500", cancellationToken: cancellationToken));
        return TypedResults.Ok<IReadOnlyList<Alert>>([.. rows.Select(row => new Alert(row.Tenant, row.Kind, row.Subject, row.Run, row.Message, row.RaisedAt))]);
    }
}
