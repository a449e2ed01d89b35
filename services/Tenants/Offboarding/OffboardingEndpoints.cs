using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Tenants.Reconciling;
using ControlPlane.Tenants.Records;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Tenants.Offboarding;

internal static class OffboardingEndpoints
{
    public static void MapOffboarding(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/tenants").WithTags("Tenants").RequireAuthorization(Policies.Operator)
            .MapDelete("/{tenant}", DeleteAsync).WithName("OffboardTenant").WithSummary("Remove a tenant and everything it has; confirm by naming it again");

    private static async Task<Results<Accepted<OffboardingAccepted>, ProblemHttpResult>> DeleteAsync(
        TenantId tenant, ServiceState<TenantsModule> state, TimeProvider time, CancellationToken cancellationToken, string? confirm = null)
    {
        if (confirm != tenant.ToString())
            return Problem.Of(StatusCodes.Status400BadRequest, "offboarding-not-confirmed", "Offboarding must be confirmed", $"Everything of {tenant} would be removed for good. Say so with ?confirm={tenant}.");
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The work row first, as a pass locks it first too; it is rolled back with the rest when there is no such tenant.
        await state.Work.MakeDueAsync(transaction, tenant.ToString(), TenantReconciler.KindName, TenantReconciler.Key, cancellationToken);
        var record = await TenantStore.FindAsync(connection, tenant, cancellationToken, transaction, lockRow: true);
        if (record is null or { State: TenantState.Offboarded }) return Problem.NotFound;
        var generation = record.Generation;
        if (record.State == TenantState.Active)
        {
            // A generation of its own: what is still under way from earlier ones is older than the end.
            generation++;
            await connection.ExecuteAsync(new CommandDefinition("""
                UPDATE tenants.tenants SET state = 'Offboarding', generation = @generation, updated_at = @now WHERE tenant = @tenant;
                UPDATE tenants.applies SET state = 'Failed', error = 'The tenant is being offboarded.', finished_at = @now WHERE tenant = @tenant AND state IN ('Pending', 'Running');
                """, new { tenant = tenant.ToString(), generation, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
            await state.Outbox.AddAsync(transaction, new TenantOffboarding(tenant, generation), cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        var inventory = $"/v1/tenants/{tenant}/inventory";
        return TypedResults.Accepted(inventory, new OffboardingAccepted(tenant, generation, inventory));
    }
}

/// <param name="Inventory">Where to watch what is left.</param>
internal sealed record OffboardingAccepted(TenantId Tenant, long Generation, string Inventory);
