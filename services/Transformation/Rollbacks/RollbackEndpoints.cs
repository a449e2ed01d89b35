using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Transformation.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Transformation.Rollbacks;

internal static class RollbackEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/v1/tenants/{tenant}/models").WithTags("Models").RequireAuthorization(Policies.Tenant);
        models.MapPost("/rollback", RollbackAsync).WithName("RollbackModels").WithSummary("Return readers to what the last published run replaced; asked again, the same answer until another run is published");
    }

    private static async Task<Results<Ok<RollbackView>, ProblemHttpResult>> RollbackAsync(TenantId tenant, ClaimsPrincipal user, ControlDatabase database, ModelRollback rollback, CancellationToken cancellationToken)
    {
        if (await FindAsync(tenant, user, database, cancellationToken) is not { } known) return Problem.NotFound;
        return await rollback.RunAsync(known, user.IsOperator() ? "operator" : "tenant", cancellationToken) switch
        {
            RollbackAnswer.Returned(var view) => TypedResults.Ok(view),
            RollbackAnswer.RunUnderWay(var reason) => Conflict("run-under-way", "Models are being built", reason),
            RollbackAnswer.NothingKept(var reason) => Conflict("nothing-kept", "There is nothing to return to", reason),
            RollbackAnswer.Blocked(var reason) => Conflict("rollback-blocked", "Something stands in the way", reason),
            var other => throw new InvalidOperationException($"{other} is unknown."),
        };
    }

    private static async Task<TenantModels?> FindAsync(TenantId tenant, ClaimsPrincipal user, ControlDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(user, cancellationToken);
        return await RunStore.FindTenantAsync(connection, tenant, cancellationToken);
    }

    private static ProblemHttpResult Conflict(string name, string title, string reason) => Problem.Of(StatusCodes.Status409Conflict, name, title, reason);
}
