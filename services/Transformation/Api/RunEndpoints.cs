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
    public static void Map(IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/v1/tenants/{tenant}/runs/{run:guid}").WithTags("Models").RequireAuthorization(Policies.Tenant);
        runs.MapGet("/models", GetAsync).WithName("GetRunModels").WithSummary("What became of each model and test in one run");
        runs.MapPost("/retry", RetryAsync).WithName("RetryRunModels").WithSummary("Takes up a run whose models or tests failed, at the nodes that failed");
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> RetryAsync(TenantId tenant, Guid run, ClaimsPrincipal user, ControlDatabase database, RunStore store, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(user, cancellationToken);
        return await store.RetryAsync(connection, tenant, run, cancellationToken) switch
        {
            null => Problem.NotFound,
            ModelsRun.Pending => TypedResults.Accepted($"/v1/tenants/{tenant}/runs/{run}/models"),
            var status => Problem.Of(StatusCodes.Status409Conflict, "run-not-failed", "The run did not fail", $"Only the models of a run that failed can be tried again; this one is {status}."),
        };
    }

    private static async Task<Results<Ok<RunModelsView>, ProblemHttpResult>> GetAsync(TenantId tenant, Guid run, ClaimsPrincipal user, ControlDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(user, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<(string Status, string? Project, string? ProjectHash, string? Error, string Kind, Guid? TakesBack, string? AskedBy, string? Engine, string? RemoteRun)?>(new CommandDefinition(
            "SELECT status, project, project_hash, error, kind, takes_back, asked_by, engine, remote_run FROM transformation.runs WHERE tenant = @tenant AND run = @run", new { tenant = tenant.ToString(), run }, cancellationToken: cancellationToken));
        if (row is not var (status, project, hash, error, kind, takesBack, askedBy, engine, remote)) return Problem.NotFound;
        var nodes = await RunStore.NodesAsync(connection, tenant, run, cancellationToken);
        return TypedResults.Ok(new RunModelsView(run, status, project, hash, error,
            [.. nodes.Select(node => new RunNodeView(node.Kind, node.Name, node.Subject, node.Status, node.Severity, node.Rows, node.Failures, node.ElapsedMs, node.Error, node.SqlHash, node.Bytes, node.StatementMs, node.UniqueId, node.Version))],
            kind, takesBack, askedBy, engine, remote));
    }
}
