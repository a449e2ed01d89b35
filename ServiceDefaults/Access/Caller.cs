using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using Npgsql;

namespace ControlPlane.ServiceDefaults.Access;

/// <summary>Who makes a request, and what of the control database they see.</summary>
public static class Caller
{
    public const string Operator = "operator";
    public const string TenantClaim = "tenant";

    public static bool IsOperator(this ClaimsPrincipal caller) => caller.IsInRole(Operator);

    /// <summary>True for the operator and for the tenant's own keys.</summary>
    public static bool MaySee(this ClaimsPrincipal caller, TenantId tenant) => caller.IsOperator() || caller.FindFirstValue(TenantClaim) == tenant.ToString();

    /// <summary>Everything for the operator, one tenant's rows for its key; the database itself enforces it.</summary>
    public static ValueTask<NpgsqlConnection> OpenAsync(this ControlDatabase database, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        caller.IsOperator()
            ? database.OpenFleetAsync(cancellationToken)
            : database.OpenTenantAsync(caller.FindFirstValue(TenantClaim) ?? throw new InvalidOperationException("The request is not authenticated."), cancellationToken);
}
