namespace ControlPlane.Clients.PowerBi;

/// <summary>What came of asking for a refresh.</summary>
public sealed record StartedRefresh(StartOutcome Outcome, RefreshHandle Refresh);

public enum StartOutcome
{
    /// <summary>The service took the request.</summary>
    Started,

    /// <summary>The answer was lost; the history shows a refresh that was not there before the request.</summary>
    Recovered,

    /// <summary>Another refresh was running, the request had no effect. Following that one may do, or not: it may have read older data.</summary>
    AlreadyRunning,
}
