using ControlPlane.Portal.Api;

namespace ControlPlane.Portal.Format;

/// <summary>How a state looks; the word always stands beside the colour.</summary>
internal static class Tone
{
    public const string Good = "good";
    public const string Bad = "bad";
    public const string Busy = "busy";
    public const string Warn = "warn";
    public const string Calm = "calm";

    public static string OfRun(string status) => status.ToLowerInvariant() switch
    {
        "succeeded" => Good,
        "failed" => Bad,
        "running" => Busy,
        "cancelled" => Warn,
        _ => Calm,
    };

    public static bool GoesOn(string status) => status.ToLowerInvariant() is "running" or "pending";

    /// <summary>A condition is well when it is True, except those whose very name says that something is amiss.</summary>
    public static string OfCondition(ConditionView condition)
    {
        var amiss = condition.Type is "Drifted" or "Drift" or "Suspended" or "Stalled" or "Failed" or "Degraded" or "Offboarding";
        return condition.Status.ToLowerInvariant() switch
        {
            "true" => amiss ? Bad : Good,
            "false" => amiss ? Good : Bad,
            _ => Warn,
        };
    }

    public static string OfState(string state) => state.ToLowerInvariant() switch
    {
        "ready" or "provisioned" or "active" or "synced" => Good,
        "failed" or "suspended" or "degraded" => Bad,
        "offboarding" or "drifted" or "offboarded" or "not provisioned" => Warn,
        "provisioning" or "pending" or "reconciling" => Busy,
        _ => Calm,
    };

    /// <summary>What the tenant's conditions say together, when its API gives no state of its own.</summary>
    public static string StateOf(TenantView tenant)
    {
        if (tenant.State is { Length: > 0 } state && state != "Active") return state;
        if (tenant.Conditions is not { Count: > 0 } conditions) return "Pending";
        if (conditions.Any(condition => condition.Type == "Provisioned" && OfCondition(condition) != Good)) return "Not provisioned";
        if (conditions.FirstOrDefault(condition => condition.Type is "Suspended" or "Offboarding" or "Drifted" && OfCondition(condition) == Bad) is { } special) return special.Type;
        if (conditions.Any(condition => OfCondition(condition) == Bad)) return "Degraded";
        return conditions.Any(condition => OfCondition(condition) == Warn) ? "Pending" : "Ready";
    }
}
