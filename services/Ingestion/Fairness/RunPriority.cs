using ControlPlane.Ingestion.Runs;

namespace ControlPlane.Ingestion.Fairness;

/// <summary>Which of a tenant's runs goes first: what somebody waits for, then schedules, then replays, then backfills. Lower goes first.</summary>
internal static class RunPriority
{
    /// <summary>The same order in SQL, of <c>r.trigger</c>.</summary>
    public const string Sql = "CASE r.trigger WHEN 'schedule' THEN 1 WHEN 'replay' THEN 2 WHEN 'backfill' THEN 3 ELSE 0 END";

    public static short Of(string trigger) => trigger switch
    {
        RunTriggers.Schedule => 1,
        RunTriggers.Replay => 2,
        RunTriggers.Backfill => 3,
        _ => 0,
    };
}
