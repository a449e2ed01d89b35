namespace ControlPlane.Activation.Destinations;

internal enum RowOutcomeKind { Created, Updated, Unchanged, Failed }

/// <summary>What became of one row at its destination.</summary>
/// <param name="Reason">Why it failed; null otherwise.</param>
/// <param name="Retryable">The destination says that another try may succeed.</param>
internal readonly record struct RowOutcome(RowOutcomeKind Kind, string? Reason = null, bool Retryable = false)
{
    public static RowOutcome Failed(string reason, bool retryable = false) => new(RowOutcomeKind.Failed, reason, retryable);
}
