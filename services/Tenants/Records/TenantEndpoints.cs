using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Tenants.Applies;
using ControlPlane.Tenants.Documents;
using ControlPlane.Tenants.Monitoring;
using ControlPlane.Tenants.Specs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Tenants.Records;

internal static class TenantEndpoints
{
    private const int MostPerPage = 200;

    public static void MapTenants(this IEndpointRouteBuilder routes)
    {
        var tenants = routes.MapGroup("/v1/tenants").WithTags("Tenants").RequireAuthorization(Policies.Tenant);
        tenants.MapGet("/", ListAsync).WithName("ListTenants").WithSummary("The tenants that the caller may see, page by page");
        tenants.MapGet("/{tenant}", GetAsync).WithName("GetTenant").WithSummary("A tenant's spec and what is known about it");
        tenants.MapPut("/{tenant}", PutAsync).WithName("PutTenant").WithSummary("Declare what a tenant should have; its plan says what would be done")
            .RequireAuthorization(Policies.Operator).Accepts<object>("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/json");
    }

    private static async Task<Results<Created<Declared>, Accepted<Declared>, ProblemHttpResult>> PutAsync(
        TenantId tenant, HttpRequest request, SpecCompiler compiler, Declaration declaration, CancellationToken cancellationToken)
    {
        if (Preconditions.Read(request.GetTypedHeaders()) is not { } guard)
            return Problem.Of(StatusCodes.Status400BadRequest, "precondition-unreadable", "The precondition cannot be read", "If-None-Match can be * and If-Match a generation in quotes, such as \"3\".");
        var errors = new DocumentErrors();
        var (document, problem) = await SpecBody.ReadAsync(request, errors, cancellationToken);
        if (problem is not null) return problem;
        var compiled = document is null ? null : compiler.Compile(tenant, document, errors);
        if (errors.Any) return Problem.Of(StatusCodes.Status400BadRequest, "spec-invalid", "The spec is not valid", $"{errors.ByPath.Sum(path => path.Value.Length)} errors; nothing was changed.", errors.ByPath);
        var outcome = await declaration.DeclareAsync(tenant, compiled!, guard, cancellationToken);
        var location = $"/v1/tenants/{tenant}";
        var declared = new Declared(tenant, outcome.Generation, location, outcome.Result != DeclarationResult.Unchanged);
        request.HttpContext.Response.Headers.ETag = Preconditions.Tag(outcome.Generation);
        return outcome.Result switch
        {
            DeclarationResult.Created => TypedResults.Created(location, declared),
            DeclarationResult.Exists => Problem.Of(StatusCodes.Status412PreconditionFailed, "tenant-exists", "There is such a tenant already", $"Tenant {tenant} exists in generation {outcome.Generation}. Leave out If-None-Match to change it."),
            DeclarationResult.GenerationDiffers => Problem.Of(StatusCodes.Status412PreconditionFailed, "generation-differs", "The tenant has changed",
                outcome.Generation == 0 ? $"There is no tenant {tenant}." : $"Tenant {tenant} is in generation {outcome.Generation} now. Read it again and decide anew."),
            DeclarationResult.Offboarding => Problem.Of(StatusCodes.Status409Conflict, "offboarding", "The tenant is being removed", $"Wait until nothing is left of {tenant} (GET {location}/inventory), then onboard it again."),
            _ => TypedResults.Accepted(location, declared),
        };
    }

    private static async Task<Results<Ok<TenantView>, ProblemHttpResult>> GetAsync(TenantId tenant, ClaimsPrincipal user, HttpResponse response, ServiceState<TenantsModule> state, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenAsync(user, cancellationToken);
        if (await TenantStore.FindAsync(connection, tenant, cancellationToken) is not { } record) return Problem.NotFound;
        var monitor = await MonitorStore.FindAsync(connection, tenant, cancellationToken);
        var apply = ApplyView.Of(await ApplyStore.FindNewestAsync(connection, tenant, cancellationToken));
        response.Headers.ETag = Preconditions.Tag(record.Generation);
        return TypedResults.Ok(new TenantView(tenant, record.Generation, record.State, record.Document, record.Effective,
            new TenantStatus(record.ProvisionedGeneration, [.. record.Conditions, .. MonitorConditions.Of(monitor)], apply), record.CreatedAt, record.UpdatedAt));
    }

    private static async Task<Results<Ok<TenantList>, ProblemHttpResult>> ListAsync(ClaimsPrincipal user, ServiceState<TenantsModule> state, CancellationToken cancellationToken, int limit = 50, string? cursor = null)
    {
        if (limit is < 1 or > MostPerPage || !ListCursor.TryRead(cursor, out var after))
            return Problem.Of(StatusCodes.Status400BadRequest, "page-invalid", "The page cannot be given", $"limit is 1 to {MostPerPage}, cursor the 'next' of the page before.");
        await using var connection = await state.Database.OpenAsync(user, cancellationToken);
        var records = await TenantStore.ListAsync(connection, after, limit + 1, cancellationToken);
        var page = records.Take(limit).Select(record => new TenantListItem(record.Tenant, record.Blueprint, record.Generation, record.State, record.ProvisionedGeneration, record.Conditions)).ToList();
        return TypedResults.Ok(new TenantList(page, records.Count > limit ? ListCursor.After(page[^1].Tenant.ToString()) : null));
    }
}
