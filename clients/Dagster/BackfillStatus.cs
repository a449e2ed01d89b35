namespace ControlPlane.Clients.Dagster;

/// <summary>Status of a backfill: the known values and whatever else the service says.</summary>
public readonly record struct BackfillStatus(string Value)
{
    public static readonly BackfillStatus Requested = new("REQUESTED");

    /// <summary>Every run is over, well or not.</summary>
    public static readonly BackfillStatus Completed = new("COMPLETED");

    public static readonly BackfillStatus CompletedSuccess = new("COMPLETED_SUCCESS");
    public static readonly BackfillStatus CompletedFailed = new("COMPLETED_FAILED");
    public static readonly BackfillStatus Failing = new("FAILING");

    /// <summary>The runs could not all be launched.</summary>
    public static readonly BackfillStatus Failed = new("FAILED");

    public static readonly BackfillStatus Canceling = new("CANCELING");
    public static readonly BackfillStatus Canceled = new("CANCELED");

    public bool IsTerminal => this == Completed || this == CompletedSuccess || this == CompletedFailed || this == Failed || this == Canceled;

    public override string ToString() => Value;
}
