using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Ingestion.Sources;

internal static class SourceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var sources = routes.MapGroup("/v1/tenants/{tenant}/sources").WithTags("Sources").RequireAuthorization(Policies.Tenant);
        sources.MapGet("", ListAsync).WithName("ListSources").WithSummary("Each source: its last sync, its next one, and its condition");
    }

    private static async Task<Results<Ok<IReadOnlyList<SourceView>>, ProblemHttpResult>> ListAsync(
        TenantId tenant, ClaimsPrincipal caller, ServiceState<IngestionModule> state, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenAsync(caller, cancellationToken);
        var known = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM ingestion.tenants WHERE tenant = @tenant)", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
        return known ? TypedResults.Ok(await SourceView.ListAsync(connection, tenant, cancellationToken)) : Problem.NotFound;
    }
}
