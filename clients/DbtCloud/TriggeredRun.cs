namespace ControlPlane.Clients.DbtCloud;

/// <summary>What came of asking for a run.</summary>
public sealed record TriggeredRun(TriggerOutcome Outcome, JobRun Run);

public enum TriggerOutcome
{
    /// <summary>The service took the request.</summary>
    Triggered,

    /// <summary>A run with this cause was there before: the request was made earlier, perhaps by a process that crashed since.</summary>
    Found,

    /// <summary>The answer was lost; the search shows a run that was not there before.</summary>
    Recovered,
}
