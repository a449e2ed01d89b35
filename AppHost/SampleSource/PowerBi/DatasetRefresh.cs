using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.SampleSource.PowerBi;

/// <summary>One refresh. Its state follows from the clock, so nothing has to run in the background.</summary>
internal sealed class DatasetRefresh(Guid id, RefreshOrder order, DateTimeOffset start, DateTimeOffset end, string? failure)
{
    private DateTimeOffset? _cancelledAt;

    public Guid Id => id;

    public bool Enhanced => order.Enhanced;

    public bool IsRunning(DateTimeOffset now) => _cancelledAt is null && now < end;

    public void Cancel(DateTimeOffset now) => _cancelledAt = now;

    /// <summary>As the history lists it; <c>Unknown</c> without an end means running.</summary>
    public JsonObject ToHistory(DateTimeOffset now)
    {
        var json = new JsonObject { ["requestId"] = id.ToString(), ["refreshType"] = Enhanced ? "ViaEnhancedApi" : "ViaApi", ["startTime"] = Time(start) };
        if (EndTime(now) is { } finished) json["endTime"] = finished;
        json["status"] = Status(now);
        if (Failed(now)) json["serviceExceptionJson"] = new JsonObject { ["errorCode"] = failure }.ToJsonString();
        json["refreshAttempts"] = new JsonArray(Attempt(now));
        return json;
    }

    /// <summary>As the detail of an enhanced refresh shows it.</summary>
    public JsonObject ToDetail(DateTimeOffset now)
    {
        var json = new JsonObject { ["startTime"] = Time(start) };
        if (EndTime(now) is { } finished) json["endTime"] = finished;
        json["type"] = order.Type;
        json["commitMode"] = order.CommitMode;
        json["status"] = Status(now);
        json["extendedStatus"] = IsRunning(now) ? "InProgress" : Status(now);
        json["currentRefreshType"] = order.Type;
        json["numberOfAttempts"] = IsRunning(now) ? 0 : 1;
        json["objects"] = order.Objects.DeepClone();
        json["messages"] = Failed(now) ? new JsonArray(new JsonObject { ["code"] = failure, ["message"] = "The refresh failed", ["type"] = "Error" }) : new JsonArray();
        json["refreshAttempts"] = new JsonArray(Attempt(now));
        return json;
    }

    private JsonObject Attempt(DateTimeOffset now)
    {
        var json = new JsonObject { ["attemptId"] = 1, ["startTime"] = Time(start), ["type"] = "Data" };
        if (EndTime(now) is { } finished) json["endTime"] = finished;
        return json;
    }

    private string Status(DateTimeOffset now) => IsRunning(now) ? "Unknown" : _cancelledAt is not null ? "Cancelled" : failure is null ? "Completed" : "Failed";

    private bool Failed(DateTimeOffset now) => failure is not null && Status(now) == "Failed";

    private string? EndTime(DateTimeOffset now) => IsRunning(now) ? null : Time(_cancelledAt ?? end);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
