namespace ControlPlane.Ingestion.Runs;

/// <summary>Why a run was started.</summary>
internal static class RunTriggers
{
    public const string Manual = "manual";
    public const string Schedule = "schedule";
    public const string Onboarding = "onboarding";
}
