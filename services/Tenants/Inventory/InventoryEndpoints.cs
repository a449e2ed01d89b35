using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Tenants.Offboarding;
using ControlPlane.Tenants.Records;
using ControlPlane.Warehouses.Provisioning;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Tenants.Inventory;

internal static class InventoryEndpoints
{
    public static void MapInventory(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/tenants/{tenant}/inventory").WithTags("Inventory").RequireAuthorization(Policies.Operator)
            .MapGet("/", GetAsync).WithName("GetInventory").WithSummary("Everything of a tenant that exists now, also after it was offboarded");

    /// <summary>The record of an offboarded tenant stays until it is onboarded again, and its inventory with it.</summary>
    private static async Task<Results<Ok<InventoryView>, ProblemHttpResult>> GetAsync(TenantId tenant, ServiceState<TenantsModule> state, InventoryReader inventory, OffboardingSequence offboarding, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        if (await TenantStore.FindAsync(connection, tenant, cancellationToken) is not { } record) return Problem.NotFound;
        var items = await inventory.ReadAsync(tenant, cancellationToken);
        var done = await OffboardingJournal.ReadAsync(connection, tenant, cancellationToken);
        var steps = record.State == TenantState.Active ? [] : offboarding.Names.Select(name => new OffboardingStepView(name, done.GetValueOrDefault(name)?.DoneAt, done.GetValueOrDefault(name)?.Detail));
        return TypedResults.Ok(new InventoryView(tenant, record.State, items.Count, items, [.. steps]));
    }
}

/// <param name="Count">Zero when nothing is left.</param>
/// <param name="Offboarding">In order, done or not; empty unless the tenant is or was being removed.</param>
internal sealed record InventoryView(TenantId Tenant, TenantState State, int Count, IReadOnlyList<InventoryItem> Items, IReadOnlyList<OffboardingStepView> Offboarding);

internal sealed record OffboardingStepView(string Step, DateTimeOffset? DoneAt, string? Detail);
