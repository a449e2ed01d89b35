using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.Ingestion.Runs;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ControlPlane.Ingestion.Quarantine;

internal static class QuarantineEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var quarantine = routes.MapGroup("/v1/tenants/{tenant}/sources/{source}/quarantine").WithTags("Quarantine").RequireAuthorization(Policies.Tenant);
        quarantine.MapGet("", ListAsync).WithName("ListQuarantine").WithSummary("The batches of which rows were set aside, and why");
        quarantine.MapPost("/replay", ReplayAsync).WithName("ReplayQuarantine").WithSummary("Try rejected rows again, each batch's once: those that pass now are loaded");
    }

    private static async Task<Results<Ok<IReadOnlyList<QuarantineView>>, ProblemHttpResult>> ListAsync(
        TenantId tenant, string source, ClaimsPrincipal caller, ServiceState<IngestionModule> state, TenantStore tenants, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(tenant, cancellationToken) is not { } row || !row.Spec.Sources.ContainsKey(source)) return Problem.NotFound;
        await using var connection = await state.Database.OpenAsync(caller, cancellationToken);
        return TypedResults.Ok(await QuarantineView.ListAsync(connection, tenant, source, cancellationToken));
    }

    private static async Task<Results<Accepted<ReplayAccepted>, ProblemHttpResult>> ReplayAsync(
        TenantId tenant, string source, [FromQuery] Guid? batch, ServiceState<IngestionModule> state, RunStarter runs, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Also keeps two who ask at the same time apart.
        if (await TenantStore.LockAsync(transaction, tenant, cancellationToken) is not { } row || !row.Spec.Sources.ContainsKey(source)) return Problem.NotFound;
        var wanted = await QuarantineView.FindReplayableAsync(transaction, tenant, source, batch, cancellationToken);
        if (wanted.Count == 0)
            return Problem.Of(StatusCodes.Status409Conflict, "nothing-to-replay", "There is nothing to replay",
                batch is null ? $"Source '{source}' has no rejected rows that were not replayed already." : $"Batch {batch} of '{source}' has no rejected rows that can be replayed; the list of the quarantine says why.");
        var run = await runs.InsertAsync(transaction, tenant, [source], RunTriggers.Replay, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO ingestion.replays (batch, tenant, run) SELECT batch, @tenant, @run FROM unnest(@wanted) AS batch",
            new { tenant = tenant.ToString(), run, wanted = wanted.ToArray() }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Accepted($"/v1/runs/{run}", new ReplayAccepted(run, wanted));
    }
}

/// <param name="Batches">Whose rejected rows are tried again.</param>
internal sealed record ReplayAccepted(Guid Run, IReadOnlyList<Guid> Batches);
