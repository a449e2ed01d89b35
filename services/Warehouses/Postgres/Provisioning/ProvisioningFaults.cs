using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>Says what to do next about a step that failed. The server's detail and the statement are left out: they can hold what should not be shown.</summary>
internal static class ProvisioningFaults
{
    public static Fault Translate(Exception exception, TenantId tenant, string what) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } error =>
            new(FaultKind.AccessDenied, "PermissionDenied", $"The warehouse administrator may not change {what} {tenant}: {error.MessageText}", exception),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            new(FaultKind.AccessDenied, "LoginRefused", "The warehouse refused its administrator's login; check the setting ControlPlane:Warehouse.", exception),
        PostgresException error => new(FaultKind.Unavailable, "StepFailed", $"Changing {what} {tenant} failed with {error.SqlState}: {error.MessageText}", exception),
        _ => new(FaultKind.Unavailable, "WarehouseUnavailable", $"The warehouse could not be reached to change {what} {tenant}: {exception.Message}", exception),
    };
}
