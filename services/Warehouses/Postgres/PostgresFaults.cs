using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres;

/// <summary>Says what to do next about an error of PostgreSQL. Messages name the tenant and role, never credentials; and no values of rows: <see cref="StatementErrors"/>.</summary>
public static class PostgresFaults
{
    public static Fault Translate(Exception exception, TenantId tenant, WarehouseRole role) => exception switch
    {
        Fault fault => fault,
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } error when error.MessageText.Contains("not permitted to log in", StringComparison.Ordinal) =>
            new(FaultKind.Suspended, "Suspended", $"The roles of tenant {tenant} may not start queries: its quota is used up. Raise the quota or wait for the next month.", exception),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            new(FaultKind.AccessDenied, "LoginRefused", $"The warehouse refused the login of {tenant.RoleName(role)}. Apply the tenant's plan to repair its roles.", exception),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            new(FaultKind.Unavailable, "DatabaseMissing", $"Database {tenant.DatabaseName} does not exist. Apply the tenant's plan to create it.", exception),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } error =>
            new(FaultKind.AccessDenied, "PermissionDenied", $"{tenant.RoleName(role)}: {error.MessageText}", exception),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } error when role == WarehouseRole.Loader =>
            new(FaultKind.AccessDenied, "TableMissing", $"{error.MessageText}. Apply the tenant's plan to create it again.", exception),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedFunction } error when role == WarehouseRole.Loader =>
            new(FaultKind.AccessDenied, "FunctionMissing", $"{error.MessageText}. Apply the tenant's plan to create it.", exception),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.QueryCanceled } error when role == WarehouseRole.Loader =>
            new(FaultKind.Unavailable, "WarehouseUnavailable", $"The warehouse ended the load: {error.MessageText}", exception),
        PostgresException { IsTransient: true } or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow } =>
            new(FaultKind.Unavailable, "WarehouseUnavailable", $"The warehouse is not available: {((PostgresException)exception).MessageText}", exception),
        // Whoever logs a fault logs what it comes from.
        PostgresException error => new(FaultKind.Rejected, "StatementRefused", StatementErrors.Describe(error), StatementErrors.WithoutValues(error)),
        NpgsqlException or TimeoutException or IOException => new(FaultKind.Unavailable, "WarehouseUnavailable", "The warehouse cannot be reached or ended the connection.", exception),
        _ => new(FaultKind.Unavailable, "Unavailable", exception.Message, exception),
    };
}
