namespace ControlPlane.Ingestion.Backfills;

internal static class BackfillStates
{
    public const string Running = "running";
    public const string Paused = "paused";
    public const string Succeeded = "succeeded";

    /// <summary>A slice failed; resuming tries it again.</summary>
    public const string Failed = "failed";

    public const string Cancelled = "cancelled";
}
