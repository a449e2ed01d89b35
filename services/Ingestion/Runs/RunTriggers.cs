namespace ControlPlane.Ingestion.Runs;

/// <summary>Why a run was started.</summary>
internal static class RunTriggers
{
    public const string Manual = "manual";
    public const string Schedule = "schedule";
    public const string Onboarding = "onboarding";

    /// <summary>The source sent its records itself.</summary>
    public const string Push = "push";

    /// <summary>Rows that were set aside are tried again.</summary>
    public const string Replay = "replay";

    /// <summary>One slice of a range of time is read again.</summary>
    public const string Backfill = "backfill";
}
