using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ControlPlane.Ingestion.Runs;

internal static class RunEndpoints
{
    private const int LongestKey = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/v1/tenants/{tenant}").WithTags("Runs").RequireAuthorization(Policies.Tenant);
        runs.MapPost("/runs", StartAsync).WithName("StartRun").WithSummary("Start a run; while one waits to begin, that one is returned");
        runs.MapPost("/runs/{run:guid}/cancel", CancelAsync).WithName("CancelRun").WithSummary("Stop reading; what has landed is still loaded");
        runs.MapGet("/runs/{run:guid}/batches", BatchesAsync).WithName("ListBatches").WithSummary("The ledger of a run, and why rows were set aside");
        runs.MapPost("/sources/{source}/sync", SyncAsync).WithName("SyncSource").WithSummary("Start a run of one source").WithTags("Sources");
    }

    private static Task<Results<Accepted<RunAccepted>, ProblemHttpResult>> StartAsync(
        TenantId tenant, [FromBody] RunRequest? request, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        ServiceState<IngestionModule> state, RunStarter starter, CancellationToken cancellationToken) =>
        BeginAsync(state, starter, tenant, request?.Sources ?? [], request?.Trigger ?? RunTriggers.Manual, idempotencyKey, cancellationToken);

    private static Task<Results<Accepted<RunAccepted>, ProblemHttpResult>> SyncAsync(
        TenantId tenant, string source, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        ServiceState<IngestionModule> state, RunStarter starter, CancellationToken cancellationToken) =>
        BeginAsync(state, starter, tenant, [source], RunTriggers.Manual, idempotencyKey, cancellationToken, sourceIsInRoute: true);

    private static async Task<Results<Accepted<RunAccepted>, ProblemHttpResult>> BeginAsync(
        ServiceState<IngestionModule> state, RunStarter starter, TenantId tenant, IReadOnlyList<string> sources, string trigger, string? idempotencyKey,
        CancellationToken cancellationToken, bool sourceIsInRoute = false)
    {
        if (trigger is not (RunTriggers.Manual or RunTriggers.Onboarding))
            return Invalid("trigger", $"'{trigger}' is not a trigger: expected manual or onboarding.");
        if (idempotencyKey?.Length is 0 or > LongestKey) return Invalid("Idempotency-Key", $"The key must have 1 to {LongestKey} characters.");
        await using var connection = await state.Database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var outcome = await starter.StartAsync(transaction, tenant, sources, trigger, idempotencyKey, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return outcome switch
        {
            RunStart.Started started => TypedResults.Accepted($"/v1/runs/{started.Run}", new RunAccepted(started.Run)),
            RunStart.UnknownSources unknown when !sourceIsInRoute => Invalid("sources", [.. unknown.Names.Select(name => $"Tenant {tenant} has no source '{name}'.")]),
            RunStart.NoSources => Invalid("sources", $"Tenant {tenant} has no sources."),
            _ => Problem.NotFound,
        };
    }

    private static async Task<Results<Accepted<RunAccepted>, ProblemHttpResult>> CancelAsync(TenantId tenant, Guid run, RunCanceller canceller, CancellationToken cancellationToken) =>
        await canceller.CancelAsync(tenant, run, cancellationToken) switch
        {
            null => Problem.NotFound,
            { State: "cancelled" } => TypedResults.Accepted($"/v1/runs/{run}", new RunAccepted(run)),
            var over => Problem.Of(StatusCodes.Status409Conflict, "run-is-over", "The run is over", $"Run {run} has {over.State}: there is nothing to cancel."),
        };

    private static async Task<Results<Ok<IReadOnlyList<BatchView>>, ProblemHttpResult>> BatchesAsync(
        TenantId tenant, Guid run, ClaimsPrincipal caller, ServiceState<IngestionModule> state, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenAsync(caller, cancellationToken);
        var known = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM ingestion.runs WHERE tenant = @tenant AND run = @run)", new { tenant = tenant.ToString(), run }, cancellationToken: cancellationToken));
        return known ? TypedResults.Ok(await BatchView.ListAsync(connection, tenant, run, cancellationToken)) : Problem.NotFound;
    }

    private static ProblemHttpResult Invalid(string path, params string[] errors) =>
        Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid-run", "The run cannot be started", string.Join(' ', errors), new Dictionary<string, string[]> { [path] = errors });
}

/// <param name="Sources">Default: all of the tenant's.</param>
/// <param name="Trigger"><c>manual</c> (default) or <c>onboarding</c>.</param>
internal sealed record RunRequest(IReadOnlyList<string>? Sources = null, string? Trigger = null);

internal sealed record RunAccepted(Guid Run);
