using System.Xml;

namespace ControlPlane.Ingestion.Backfills;

/// <param name="Stream">May be left out when the source has one.</param>
/// <param name="From">The first moment of the range.</param>
/// <param name="To">The first moment after it; not in the future.</param>
/// <param name="Step">How much one run reads: an ISO 8601 duration, default <c>P1D</c>.</param>
/// <param name="Force">Read again what is covered already.</param>
/// <param name="Confirm">The hash of the plan to carry out; without it, the plan is only shown.</param>
internal sealed record BackfillRequest(DateTimeOffset? From, DateTimeOffset? To, string? Stream = null, string? Step = null, bool Force = false, string? Confirm = null)
{
    /// <summary>Null, with every error by its field, when the request makes no range.</summary>
    public (TimeRange Range, TimeSpan Step)? Check(DateTimeOffset now, IDictionary<string, string[]> errors)
    {
        if (From is null) errors["from"] = ["The first moment of the range is needed: 2026-01-01T00:00:00Z."];
        if (From < DateTimeOffset.UnixEpoch) errors["from"] = ["The range must begin in 1970 or later."];
        if (To is null) errors["to"] = ["The first moment after the range is needed: 2026-02-01T00:00:00Z."];
        if (From >= To) errors["to"] = ["The range must end after it begins."];
        if (To > now) errors["to"] = ["The range must lie in the past: what is to come is for the syncs."];
        if (!TryStep(out var step)) errors["step"] = [$"'{Step}' is not an ISO 8601 duration of at least a minute, such as P1D or PT6H; months and years have no one length."];
        return errors.Count > 0 ? null : (new TimeRange(From!.Value.ToUniversalTime(), To!.Value.ToUniversalTime()), step);
    }

    private bool TryStep(out TimeSpan step)
    {
        step = TimeSpan.FromDays(1);
        if (Step is null) return true;
        try
        {
            // A month or a year would silently be taken as 30 or 365 days.
            var date = Step.Split('T')[0];
            step = XmlConvert.ToTimeSpan(Step);
            return step >= TimeSpan.FromMinutes(1) && !date.Contains('M', StringComparison.Ordinal) && !date.Contains('Y', StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return false;
        }
    }
}
