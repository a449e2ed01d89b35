using ControlPlane.Connectors.Errors;

namespace ControlPlane.Connectors.Requests;

/// <summary>How many calls the source still allows, as its last response said. Belongs to one read.</summary>
internal sealed class RateBudget(ApiBudget declared)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>No request is sent before this time.</summary>
    public DateTimeOffset BlockedUntil { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Looks at a response.</summary>
    /// <returns>How long to wait if the response says that the limit was hit; null when it is about something else.</returns>
    public TimeSpan? Observe(ResponseView response, DateTimeOffset now)
    {
        var exhausted = response.Header(declared.RemainingHeader)?.Trim() == "0";
        var reset = exhausted ? RetryAfter.ReadInstant(response.Header(declared.ResetHeader), now) : null;
        if (reset > now) BlockedUntil = reset.Value;
        var hit = declared.HitStatuses.Contains(response.Status) || exhausted && response.Status is 403 or 429;
        if (!hit || response.IsSuccess) return null;
        if (reset is { } at) return at - now > Least ? at - now : Least;
        return RetryAfter.Read(response.Header("retry-after"), now) is { } asked ? (asked > Least ? asked : Least) : null;
    }
}
