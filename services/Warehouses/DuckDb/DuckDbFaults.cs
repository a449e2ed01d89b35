using ControlPlane.Contracts;
using ControlPlane.NativePackages;
using ControlPlane.Reconciliation;
using ControlPlane.DuckDb.Native;

namespace ControlPlane.Warehouses.DuckDb;

/// <summary>Says what to do next about an error of DuckDB. Messages hold no values of rows: <see cref="StatementErrors"/>.</summary>
public static class DuckDbFaults
{
    public static Fault Translate(Exception exception, TenantId tenant, WarehouseRole? role = null) => exception switch
    {
        Fault fault => fault,
        // The path of a file is nobody's business but the operator's.
        DuckDbException error when error.Message.Contains("Could not set lock", StringComparison.Ordinal) =>
            new(FaultKind.Unavailable, "WarehouseUnavailable", $"The database of {tenant} is open in another process. One process at a time can have it: run the services in one, or use a warehouse server.", exception),
        DuckDbException { IsCatalog: true } error when role == WarehouseRole.Loader =>
            new(FaultKind.AccessDenied, "TableMissing", $"{error.Summary} Apply the tenant's plan to create it again.", exception),
        DuckDbException { IsPermission: true } error => new(FaultKind.AccessDenied, "PermissionDenied", StatementErrors.Describe(error), exception),
        DuckDbException { IsPassing: true } error => new(FaultKind.Unavailable, "WarehouseUnavailable", $"The warehouse could not do it now: {StatementErrors.Describe(error)}", Plain(error)),
        DuckDbException error => new(FaultKind.Rejected, "StatementRefused", StatementErrors.Describe(error), Plain(error)),
        NpmPackageException or DllNotFoundException => new(FaultKind.AccessDenied, "LibraryMissing", $"DuckDB's library cannot be loaded: {exception.Message}", exception),
        IOException or UnauthorizedAccessException => new(FaultKind.Unavailable, "WarehouseUnavailable", $"The folder of the warehouse cannot be used for {tenant}; the log says why.", exception),
        _ => new(FaultKind.Unavailable, "Unavailable", exception.Message, exception),
    };

    /// <summary>Whoever logs a fault logs what it comes from.</summary>
    private static DuckDbException? Plain(DuckDbException error) => StatementErrors.IsPlain(error) ? error : null;

    public static Fault Suspended(TenantId tenant) =>
        new(FaultKind.Suspended, "Suspended", $"The roles of tenant {tenant} may not start queries: its quota is used up. Raise the quota or wait for the next month.");

    public static Fault Missing(TenantId tenant) =>
        new(FaultKind.Unavailable, "DatabaseMissing", $"Database {tenant.DatabaseName} does not exist. Apply the tenant's plan to create it.");

    public static Fault Ended(TenantId tenant) =>
        new(FaultKind.Unavailable, "SessionEnded", $"The sessions of {tenant} were ended while the statement ran.");
}
