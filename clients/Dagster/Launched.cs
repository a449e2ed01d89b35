namespace ControlPlane.Clients.Dagster;

/// <summary>What came of asking for a run or a backfill.</summary>
public sealed record Launched<T>(LaunchOutcome Outcome, T Run);

public enum LaunchOutcome
{
    /// <summary>The service took the request.</summary>
    Launched,

    /// <summary>One with our tag was there before: the request was made earlier, perhaps by a process that crashed since.</summary>
    Found,

    /// <summary>The answer was lost, or an error; the search shows one that was not there before.</summary>
    Recovered,
}
