using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Transformation.Runs;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Transformation.Api;

internal static class RunEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/tenants/{tenant}/runs/{run:guid}/models").WithTags("Models").RequireAuthorization(Policies.Tenant)
            .MapGet("/", GetAsync).WithName("GetRunModels").WithSummary("What became of each model and test in one run");

    private static async Task<Results<Ok<RunModelsView>, ProblemHttpResult>> GetAsync(TenantId tenant, Guid run, ClaimsPrincipal user, ControlDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(user, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<(string Status, string? Project, string? ProjectHash, string? Error)?>(new CommandDefinition(
            "SELECT status, project, project_hash, error FROM transformation.runs WHERE tenant = @tenant AND run = @run", new { tenant = tenant.ToString(), run }, cancellationToken: cancellationToken));
        if (row is not var (status, project, hash, error)) return Problem.NotFound;
        var nodes = await RunStore.NodesAsync(connection, tenant, run, cancellationToken);
        return TypedResults.Ok(new RunModelsView(run, status, project, hash, error,
            [.. nodes.Select(node => new RunNodeView(node.Kind, node.Name, node.Subject, node.Status, node.Severity, node.Rows, node.Failures, node.ElapsedMs, node.Error, node.SqlHash))]));
    }
}
