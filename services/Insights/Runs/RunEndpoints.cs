using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Insights.Runs;

internal static class RunEndpoints
{
    private static readonly TimeSpan FollowInterval = TimeSpan.FromMilliseconds(200);

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/v1/runs").WithTags("Runs").RequireAuthorization(Policies.Tenant);
        runs.MapGet("/", ListAsync).WithName("ListRuns").WithSummary("Runs that the caller may see, newest first");
        runs.MapGet("/{run:guid}", GetAsync).WithName("GetRun").WithSummary("One run: its stages, its row ledger and whether that balances");
        runs.MapGet("/{run:guid}/events", FollowAsync).WithName("FollowRun").WithSummary("What happens in a run as server-sent events, until it ends");
    }

    private static async Task<Results<Ok<RunPage>, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal caller, RunQueries queries, CancellationToken cancellationToken, string? tenant = null, int limit = 50, Guid? cursor = null)
    {
        if (limit is < 1 or > 500) return Problem.Of(400, "invalid-parameter", "Invalid parameter", $"limit must be 1 to 500, not {limit}.");
        TenantId? named = null;
        if (tenant is not null && !TenantId.TryParse(tenant, out named)) return Problem.Of(400, "invalid-parameter", "Invalid parameter", "tenant must be {client}-{dev|stage|prod}.");
        var items = await queries.ListAsync(caller, named, cursor, limit + 1, cancellationToken);
        var page = items.Take(limit).ToList();
        return TypedResults.Ok(new RunPage(page, items.Count > limit ? page[^1].Run : null));
    }

    private static async Task<Results<Ok<RunView>, ProblemHttpResult>> GetAsync(Guid run, ClaimsPrincipal caller, RunQueries queries, CancellationToken cancellationToken) =>
        await queries.FindAsync(caller, run, cancellationToken) is { } view ? TypedResults.Ok(view) : Problem.NotFound;

    private static async Task<Results<ServerSentEventsResult<string>, ProblemHttpResult>> FollowAsync(
        Guid run, HttpRequest request, ClaimsPrincipal caller, RunQueries queries, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(caller, run, cancellationToken) is null) return Problem.NotFound;
        var after = long.TryParse(request.Headers["Last-Event-ID"], out var last) ? last : 0;
        return TypedResults.ServerSentEvents(ReadAsync(run, after, caller, queries, cancellationToken));
    }

    /// <summary>Everything after the last event that the caller saw, then what comes, until the run has ended and all of it was told.</summary>
    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(
        Guid run, long after, ClaimsPrincipal caller, RunQueries queries, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var (ended, events) = await queries.ReadEventsAsync(caller, run, after, cancellationToken);
            foreach (var found in events)
            {
                after = found.Id;
                yield return new SseItem<string>(found.Body, found.Kind) { EventId = found.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) };
            }
            if (ended && events.Count == 0) yield break;
            if (events.Count == 0) await Task.Delay(FollowInterval, cancellationToken);
        }
    }
}

/// <param name="Next">The cursor of the next page; null on the last one.</param>
public sealed record RunPage(IReadOnlyList<RunSummary> Items, Guid? Next);
