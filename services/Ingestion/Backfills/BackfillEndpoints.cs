using System.Security.Claims;
using ControlPlane.Connectors;
using ControlPlane.Contracts;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ControlPlane.Ingestion.Backfills;

internal static class BackfillEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var backfills = routes.MapGroup("/v1/tenants/{tenant}/sources/{source}/backfills").WithTags("Backfills").RequireAuthorization(Policies.Tenant);
        backfills.MapPost("", PostAsync).WithName("PlanOrStartBackfill").WithSummary("What a range of time lacks, slice by slice, and what reading it costs; with confirm, read it");
        backfills.MapGet("", ListAsync).WithName("ListBackfills").WithSummary("The newest backfills of a source");
        backfills.MapGet("/{backfill:guid}", GetAsync).WithName("GetBackfill").WithSummary("How far a backfill is, slice by slice");
        backfills.MapPost("/{backfill:guid}/pause", PauseAsync).WithName("PauseBackfill").WithSummary("Read the slice under way to its end, then wait");
        backfills.MapPost("/{backfill:guid}/resume", ResumeAsync).WithName("ResumeBackfill").WithSummary("Go on; slices that failed are read again");
        backfills.MapPost("/{backfill:guid}/cancel", CancelAsync).WithName("CancelBackfill").WithSummary("Read no more of it; what has landed stays");
    }

    private static async Task<Results<Ok<BackfillPlan>, Accepted<BackfillAccepted>, ProblemHttpResult>> PostAsync(
        TenantId tenant, string source, BackfillRequest request, [FromQuery(Name = "dry_run")] bool? dryRun,
        ServiceState<IngestionModule> state, BackfillPlanner planner, BackfillStore backfills, IOptions<IngestionOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        if (request.Check(time.GetUtcNow(), errors) is not { } asked) return Invalid(string.Join(' ', errors.Values.SelectMany(one => one)), errors);
        if (asked.Range.Length / asked.Step > options.Value.MaxBackfillSlices)
            return Invalid($"The range makes more than {options.Value.MaxBackfillSlices} slices of {request.Step ?? "P1D"}: choose a longer step, or a shorter range.", new Dictionary<string, string[]> { ["step"] = ["too short"] });
        await using var connection = await state.Database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two confirmations at once: the second finds the first one's slices covered.
        if (await TenantStore.LockAsync(transaction, tenant, cancellationToken) is not { } row || !row.Spec.Sources.ContainsKey(source)) return Problem.NotFound;
        try
        {
            var plan = await planner.PlanAsync(connection, row, source, request.Stream, asked.Range, asked.Step, request.Force, cancellationToken);
            if (dryRun == true || request.Confirm is null) return TypedResults.Ok(plan);
            if (request.Confirm != plan.Hash)
                return Problem.Of(StatusCodes.Status409Conflict, "stale-plan", "The plan is out of date", "What is covered has changed since that plan was made, or it was made for another request; look at the new plan and confirm that.", more: [new("hash", plan.Hash)]);
            if (plan.Slices.Count == 0) return Invalid("The range is covered: nothing is left to read. Set force to read it again.", null);
            var backfill = await backfills.AddAsync(transaction, tenant, source, asked.Range, plan, cancellationToken);
            await state.Work.MakeDueAsync(transaction, tenant.ToString(), BackfillReconciler.KindName, backfill.ToString(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return TypedResults.Accepted($"/v1/tenants/{tenant}/sources/{source}/backfills/{backfill}", new BackfillAccepted(backfill, plan.Hash));
        }
        catch (Exception exception) when (exception is Fault { Kind: FaultKind.Rejected } or ManifestException)
        {
            return Invalid(exception.Message, null);
        }
    }

    private static async Task<Ok<IReadOnlyList<BackfillView>>> ListAsync(TenantId tenant, string source, ClaimsPrincipal caller, ServiceState<IngestionModule> state, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenAsync(caller, cancellationToken);
        return TypedResults.Ok(await BackfillView.ListAsync(connection, tenant, source, null, cancellationToken));
    }

    private static async Task<Results<Ok<BackfillView>, ProblemHttpResult>> GetAsync(
        TenantId tenant, string source, Guid backfill, ClaimsPrincipal caller, ServiceState<IngestionModule> state, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenAsync(caller, cancellationToken);
        return (await BackfillView.ListAsync(connection, tenant, source, backfill, cancellationToken)) is [var view] ? TypedResults.Ok(view) : Problem.NotFound;
    }

    private static async Task<Results<Accepted<BackfillChanged>, ProblemHttpResult>> PauseAsync(TenantId tenant, string source, Guid backfill, BackfillControl control, CancellationToken cancellationToken) =>
        Changed(tenant, source, backfill, BackfillStates.Paused, await control.PauseAsync(tenant, source, backfill, cancellationToken));

    private static async Task<Results<Accepted<BackfillChanged>, ProblemHttpResult>> ResumeAsync(TenantId tenant, string source, Guid backfill, BackfillControl control, CancellationToken cancellationToken) =>
        Changed(tenant, source, backfill, BackfillStates.Running, await control.ResumeAsync(tenant, source, backfill, cancellationToken));

    private static async Task<Results<Accepted<BackfillChanged>, ProblemHttpResult>> CancelAsync(TenantId tenant, string source, Guid backfill, BackfillControl control, CancellationToken cancellationToken) =>
        Changed(tenant, source, backfill, BackfillStates.Cancelled, await control.CancelAsync(tenant, source, backfill, cancellationToken));

    private static Results<Accepted<BackfillChanged>, ProblemHttpResult> Changed(TenantId tenant, string source, Guid backfill, string wanted, string? now) => now switch
    {
        null => Problem.NotFound,
        _ when now == wanted => TypedResults.Accepted($"/v1/tenants/{tenant}/sources/{source}/backfills/{backfill}", new BackfillChanged(backfill, now)),
        _ => Problem.Of(StatusCodes.Status409Conflict, "backfill-is-over", "The backfill cannot do that now", $"Backfill {backfill} is {now}, so that it cannot become {wanted}."),
    };

    private static ProblemHttpResult Invalid(string detail, IReadOnlyDictionary<string, string[]>? errors) =>
        Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid-backfill", "The range cannot be backfilled", detail, errors);
}

internal sealed record BackfillAccepted(Guid Backfill, string Hash);

internal sealed record BackfillChanged(Guid Backfill, string State);
