namespace ControlPlane.Activation.Planning;

/// <summary>A run whose models were published or that was cancelled.</summary>
internal sealed record PlannedRun(DateTime? PublishedAt, DateTime? PlannedAt, DateTime? CancelledAt);
