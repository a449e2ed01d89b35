using System.Text.RegularExpressions;
using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Tenants.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Tenants.Access;

internal static partial class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/v1/tenants/{tenant}/api-keys").WithTags("API keys").RequireAuthorization(Policies.Operator);
        keys.MapPost("/", CreateAsync).WithName("CreateApiKey").WithSummary("Make a key of a tenant; it is shown this once");
        keys.MapGet("/", ListAsync).WithName("ListApiKeys").WithSummary("The keys of a tenant, never the keys themselves");
        keys.MapDelete("/{id:guid}", RevokeAsync).WithName("RevokeApiKey").WithSummary("Take a key out of force, at once");
    }

    private static async Task<Results<Created<CreatedApiKey>, ProblemHttpResult>> CreateAsync(
        TenantId tenant, ApiKeyRequest request, HttpResponse response, ApiKeys keys, ServiceState<TenantsModule> state, CancellationToken cancellationToken)
    {
        if (!Name().IsMatch(request.Name ?? ""))
            return Problem.Of(StatusCodes.Status400BadRequest, "api-key-invalid", "The key cannot be made", "See errors.", new Dictionary<string, string[]> { ["name"] = ["1 to 60 letters, digits, spaces, '.', '_' and '-'."] });
        if (!await ActiveTenant.ExistsAsync(state, tenant, cancellationToken)) return Problem.NotFound;
        try
        {
            var (key, secret) = await keys.CreateAsync(tenant, request.Name!, cancellationToken);
            response.Headers.CacheControl = "no-store";
            return TypedResults.Created($"/v1/tenants/{tenant}/api-keys/{key.Id}", new CreatedApiKey(key.Id, key.Name, secret, key.CreatedAt));
        }
        catch (DuplicateApiKeyException exception)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "api-key-exists", "There is such a key already", exception.Message);
        }
    }

    private static async Task<Ok<ApiKeyList>> ListAsync(TenantId tenant, ApiKeys keys, CancellationToken cancellationToken) => TypedResults.Ok(new ApiKeyList(await keys.ListAsync(tenant, cancellationToken)));

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(TenantId tenant, Guid id, ApiKeys keys, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(tenant, id, cancellationToken) ? TypedResults.NoContent() : Problem.NotFound;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

internal sealed record ApiKeyRequest(string? Name);

/// <param name="Secret">The key itself. Only its hash is kept, so nobody can show it again.</param>
internal sealed record CreatedApiKey(Guid Id, string Name, string Secret, DateTimeOffset CreatedAt);

internal sealed record ApiKeyList(IReadOnlyList<ApiKey> Keys);
