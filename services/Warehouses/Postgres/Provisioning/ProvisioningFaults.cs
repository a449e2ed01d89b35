using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>Says what to do next about a step that failed. The server's detail and the statement are left out: they can hold what should not be shown.</summary>
internal static class ProvisioningFaults
{
    private const int MostReasons = 20;

    public static Fault Translate(Exception exception, TenantId tenant, string what) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } error =>
            new(FaultKind.AccessDenied, "PermissionDenied", $"The warehouse administrator may not change {what} {tenant}: {error.MessageText}", exception),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            new(FaultKind.AccessDenied, "LoginRefused", "The warehouse refused its administrator's login; check the setting ControlPlane:Warehouse.", exception),
        PostgresException error when IsPermanent(error) => new(FaultKind.Rejected, "StepRefused", $"Changing {what} {tenant} was refused: {Describe(error)} {Advice(error)}", exception),
        PostgresException error => new(FaultKind.Unavailable, "StepFailed", $"Changing {what} {tenant} failed with {error.SqlState}: {error.MessageText}", exception),
        // The message of a network error names the server's address.
        _ => new(FaultKind.Unavailable, "WarehouseUnavailable", $"The warehouse could not be reached to change {what} {tenant}; the log says why.", exception),
    };

    /// <summary>Names what was refused and why. Everything else that was asked for has taken effect.</summary>
    public static Fault Refused(TenantId tenant, IReadOnlyList<RefusedStep> refused)
    {
        var denied = refused.Any(one => one.Error.SqlState == PostgresErrorCodes.InsufficientPrivilege);
        var reasons = refused.Take(MostReasons).Select(one => $"{one.Step.Why}: {(one.Error.SqlState == PostgresErrorCodes.InsufficientPrivilege ? one.Step.Remedy : null) ?? Describe(one.Error)}");
        var more = refused.Count > MostReasons ? $" And {refused.Count - MostReasons} more." : "";
        var advice = string.Join(' ', refused.Select(one => Advice(one.Error)).Distinct());
        return new Fault(
            denied ? FaultKind.AccessDenied : FaultKind.Rejected, denied ? "PermissionDenied" : "StepRefused",
            $"The warehouse of {tenant} refused {refused.Count} of the steps, the others took effect. {string.Join(' ', reasons)}{more} {advice}", refused[0].Error);
    }

    /// <summary>Whether the same statement would be refused again, however often it is tried.</summary>
    public static bool IsPermanent(PostgresException error) => error.SqlState[..2] is "22" or "23" or "2B" or "42" or "0A";

    /// <summary>The server's words, except where they would quote a row.</summary>
    public static string Describe(PostgresException error) => IsAboutValues(error) ? $"a value that is there cannot be converted ({error.SqlState})." : $"{error.MessageText} ({error.SqlState}).";

    public static string Advice(PostgresException error) => IsAboutValues(error) || error.SqlState.StartsWith("23", StringComparison.Ordinal)
        ? "The rows that are there do not fit: empty or mend the table by hand as the warehouse administrator, then apply a new plan."
        : "What the administrator may not or cannot do, do by hand in the warehouse; then apply a new plan.";

    private static bool IsAboutValues(PostgresException error) => error.SqlState.StartsWith("22", StringComparison.Ordinal);
}
