using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Transformation.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Transformation.Quality;

internal static class QualityEndpoints
{
    private const int MostPerPage = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var quality = routes.MapGroup("/v1/tenants/{tenant}/quality").WithTags("Models").RequireAuthorization(Policies.Tenant);
        quality.MapGet("/", GetAsync).WithName("GetQuality").WithSummary("How good the published marts are: a score each and what their quality checks found; and what kept a newer run from being published");
        quality.MapGet("/{mart}/history", HistoryAsync).WithName("GetQualityHistory").WithSummary("Scores and check results of one mart, run by run, newest first, within from (included) and to");
    }

    private static async Task<Results<Ok<QualityView>, ProblemHttpResult>> GetAsync(TenantId tenant, ClaimsPrincipal user, ControlDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(user, cancellationToken);
        if (await RunStore.FindTenantAsync(connection, tenant, cancellationToken) is null) return Problem.NotFound;
        return TypedResults.Ok(await QualityQueries.NewestAsync(connection, tenant, cancellationToken));
    }

    private static async Task<Results<Ok<MartHistory>, ProblemHttpResult>> HistoryAsync(
        TenantId tenant, string mart, ClaimsPrincipal user, ControlDatabase database, CancellationToken cancellationToken,
        DateTimeOffset? from = null, DateTimeOffset? to = null, int limit = 50, Guid? cursor = null)
    {
        if (limit is < 1 or > MostPerPage) return Invalid($"limit must be 1 to {MostPerPage}, not {limit}.");
        if (from >= to) return Invalid("from must be before to.");
        await using var connection = await database.OpenAsync(user, cancellationToken);
        return await QualityQueries.HistoryAsync(connection, tenant, mart, new(from, to, limit, cursor), cancellationToken) is { } history ? TypedResults.Ok(history) : Problem.NotFound;
    }

    private static ProblemHttpResult Invalid(string detail) => Problem.Of(StatusCodes.Status400BadRequest, "invalid-parameter", "Invalid parameter", detail);
}
