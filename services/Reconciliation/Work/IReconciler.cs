namespace ControlPlane.Reconciliation.Work;

/// <summary>
/// Brings one kind of thing from what is observed to what is wanted. A pass observes before it writes, its writes are idempotent and
/// guarded by the lease, and it can be cut off anywhere: the next pass observes again and goes on.
/// </summary>
public interface IReconciler
{
    /// <summary>The kind of work row that this does; unique within the service.</summary>
    string Kind { get; }

    ReconcilerLimits Limits => ReconcilerLimits.Default;

    /// <param name="cancellationToken">Ends when the lease is lost or the process stops.</param>
    /// <exception cref="Fault">What to do next about a failure; any other exception counts as <see cref="FaultKind.Unavailable"/>.</exception>
    Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken);
}

/// <param name="Concurrency">How many rows one process works on at once; default 8.</param>
/// <param name="PerTenant">How many rows of one tenant all processes together work on at once; default 2.</param>
/// <param name="LeaseTime">How long after a crash others take over; renewed at a third of it; default 30 s.</param>
/// <param name="Budget">Shared with other kinds of work; null: only <paramref name="Concurrency"/> counts.</param>
public sealed record ReconcilerLimits(int Concurrency, int PerTenant, TimeSpan LeaseTime, Backoff Backoff, WorkBudget? Budget = null)
{
    public static ReconcilerLimits Default { get; } = new(8, 2, TimeSpan.FromSeconds(30), Backoff.Default);
}
