using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Tenants.Applies;
using ControlPlane.Tenants.Reconciling;
using ControlPlane.Tenants.Records;
using ControlPlane.Warehouses.Provisioning;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ControlPlane.Tenants.Plans;

internal static class PlanEndpoints
{
    public static void MapPlans(this IEndpointRouteBuilder routes)
    {
        var tenant = routes.MapGroup("/v1/tenants/{tenant}").WithTags("Plans").RequireAuthorization(Policies.Tenant);
        tenant.MapGet("/plan", GetAsync).WithName("GetPlan").WithSummary("What would be done to a tenant now, step by step, and the hash that pins it");
        tenant.MapPost("/apply", ApplyAsync).WithName("ApplyPlan").WithSummary("Carry out the plan of this hash; refused when the world has changed since").RequireAuthorization(Policies.Operator);
    }

    private static async Task<Results<Ok<PlanView>, ProblemHttpResult>> GetAsync(TenantId tenant, ClaimsPrincipal user, ServiceState<TenantsModule> state, TenantPlanner planner, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenAsync(user, cancellationToken);
        var record = await TenantStore.FindAsync(connection, tenant, cancellationToken);
        if (record is null or { State: TenantState.Offboarded }) return Problem.NotFound;
        if (record.State == TenantState.Offboarding) return Offboarding(tenant);
        return await planner.PlanAsync(record, thorough: true, cancellationToken) switch
        {
            Observed<TenantPlan>.Known(var plan) => TypedResults.Ok(PlanView.Of(plan)),
            Observed<TenantPlan>.Unknown(var why) => NotObserved(why),
            _ => throw new InvalidOperationException(),
        };
    }

    private static async Task<Results<Accepted<ApplyAccepted>, ProblemHttpResult>> ApplyAsync(
        TenantId tenant, ApplyRequest request, ServiceState<TenantsModule> state, TenantPlanner planner, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        var record = await TenantStore.FindAsync(connection, tenant, cancellationToken);
        if (record is null or { State: TenantState.Offboarded }) return Problem.NotFound;
        if (record.State == TenantState.Offboarding) return Offboarding(tenant);
        if (await ApplyStore.FindOpenAsync(connection, tenant, cancellationToken) is { } open) return open.Hash == request.Hash ? Accepted(tenant, open.Id, open.Hash) : InProgress(tenant, open);
        var observed = await planner.PlanAsync(record, thorough: true, cancellationToken);
        if (observed is not Observed<TenantPlan>.Known(var plan)) return NotObserved(((Observed<TenantPlan>.Unknown)observed).Why);
        if (plan.Hash != request.Hash) return Stale(tenant, plan);
        string[] destructive = [.. plan.Steps.Where(step => step.Destructive).Select(step => step.Why)];
        if (destructive.Length > 0 && !request.ConfirmDestructive)
            return Problem.Of(StatusCodes.Status409Conflict, "destructive-not-confirmed", "The plan destroys data", $"Send confirmDestructive: true to agree to: {string.Join("; ", destructive)}.");
        return await QueueAsync(connection, tenant, plan, state, time, cancellationToken);
    }

    private static async Task<Results<Accepted<ApplyAccepted>, ProblemHttpResult>> QueueAsync(
        NpgsqlConnection connection, TenantId tenant, TenantPlan plan, ServiceState<TenantsModule> state, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The work row first, as a pass locks it first too; it is rolled back with the rest when nothing is to be done.
        await state.Work.MakeDueAsync(transaction, tenant.ToString(), TenantReconciler.KindName, TenantReconciler.Key, cancellationToken);
        var present = await TenantStore.FindAsync(connection, tenant, cancellationToken, transaction, lockRow: true);
        if (present?.Generation != plan.Generation || present.State != TenantState.Active) return Stale(tenant, plan);
        // Two requests at once: the second finds the first one's.
        if (await ApplyStore.FindOpenAsync(connection, tenant, cancellationToken, transaction) is { } open) return open.Hash == plan.Hash ? Accepted(tenant, open.Id, open.Hash) : InProgress(tenant, open);
        var id = Guid.CreateVersion7();
        var now = time.GetUtcNow();
        await ApplyStore.AddAsync(transaction, tenant, id, plan, now, cancellationToken);
        // Whoever now waits for Synced must not see what was true before.
        var pending = new Condition(TenantConditions.Synced, ConditionStatus.Unknown, "ApplyRequested", $"{plan.Steps.Count} steps are to be carried out.", plan.Generation);
        await TenantStore.SetConditionsAsync(transaction, tenant, present.Conditions.With(pending, now), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Accepted(tenant, id, plan.Hash);
    }

    private static Accepted<ApplyAccepted> Accepted(TenantId tenant, Guid id, string hash) => TypedResults.Accepted($"/v1/tenants/{tenant}", new ApplyAccepted(id, hash));

    private static ProblemHttpResult Stale(TenantId tenant, TenantPlan plan) => Problem.Of(StatusCodes.Status409Conflict, "stale-plan", "The plan is out of date",
        $"The spec or the warehouse of {tenant} has changed since that plan was made; look at GET /v1/tenants/{tenant}/plan and apply that one.", more: [new("hash", plan.Hash)]);

    private static ProblemHttpResult InProgress(TenantId tenant, ApplyRow open) =>
        Problem.Of(StatusCodes.Status409Conflict, "apply-in-progress", "Another plan is being applied", $"Plan {open.Hash} of {tenant} is being carried out; wait for its end (GET /v1/tenants/{tenant}).");

    private static ProblemHttpResult Offboarding(TenantId tenant) => Problem.Of(StatusCodes.Status409Conflict, "offboarding", "The tenant is being removed", $"{tenant} is being offboarded; there is nothing to plan.");

    private static ProblemHttpResult NotObserved(string why) => Problem.Of(StatusCodes.Status503ServiceUnavailable, "not-observed", "What exists is not known now", why);
}
