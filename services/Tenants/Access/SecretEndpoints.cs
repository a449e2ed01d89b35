using ControlPlane.Contracts;
using ControlPlane.Secrets;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Tenants.Records;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Tenants.Access;

/// <summary>Secrets go in and never come out.</summary>
internal static class SecretEndpoints
{
    /// <summary>Where the control plane keeps the passwords of the tenant's own roles.</summary>
    private const string Reserved = "warehouse/";

    private const int MostCharacters = 64 * 1024;

    public static void MapSecrets(this IEndpointRouteBuilder routes)
    {
        var secrets = routes.MapGroup("/v1/tenants/{tenant}/secrets").WithTags("Secrets").RequireAuthorization(Policies.Operator);
        secrets.MapGet("/", ListAsync).WithName("ListSecrets").WithSummary("The paths that a tenant has secrets under, never their values");
        secrets.MapPut("/{**path}", PutAsync).WithName("PutSecret").WithSummary("Set or replace a secret; specs refer to it as secret://{tenant}/{path}");
        secrets.MapDelete("/{**path}", DeleteAsync).WithName("DeleteSecret").WithSummary("Remove a secret");
    }

    private static async Task<Ok<SecretList>> ListAsync(TenantId tenant, ISecretStore secrets, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SecretList(await secrets.ListAsync(tenant.ToString(), cancellationToken)));

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(TenantId tenant, string path, SecretValue body, ISecretStore secrets, ServiceState<TenantsModule> state, CancellationToken cancellationToken)
    {
        if (Find(tenant, path) is not { } reference) return PathInvalid();
        if (body.Value is not { Length: > 0 and <= MostCharacters }) return Invalid("value", $"1 to {MostCharacters} characters.");
        if (!await ActiveTenant.ExistsAsync(state, tenant, cancellationToken)) return Problem.NotFound;
        await secrets.SetAsync(reference, body.Value, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(TenantId tenant, string path, ISecretStore secrets, CancellationToken cancellationToken)
    {
        if (Find(tenant, path) is not { } reference) return PathInvalid();
        return await secrets.RemoveAsync(reference, cancellationToken) ? TypedResults.NoContent() : Problem.NotFound;
    }

    /// <summary>Null when it is no path for a tenant's secrets.</summary>
    private static SecretReference? Find(TenantId tenant, string path) =>
        !path.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase) && SecretReference.TryParse($"{SecretReference.Scheme}{tenant}/{path}", out var reference) ? reference : null;

    private static ProblemHttpResult PathInvalid() => Invalid("path", $"1 to 200 letters, digits, '.', '_', '-' and '/', starting with a letter or digit, and not under {Reserved}.");

    private static ProblemHttpResult Invalid(string path, string message) =>
        Problem.Of(StatusCodes.Status400BadRequest, "secret-invalid", "The secret cannot be kept", "See errors.", new Dictionary<string, string[]> { [path] = [message] });
}

internal sealed record SecretValue(string? Value)
{
    /// <summary>Whoever logs the request must not log the secret.</summary>
    public override string ToString() => "secret value";
}

internal sealed record SecretList(IReadOnlyList<string> Paths);
