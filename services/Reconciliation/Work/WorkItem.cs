namespace ControlPlane.Reconciliation.Work;

/// <summary>One row of work as a worker claimed it.</summary>
/// <param name="Kind">Which reconciler does it.</param>
/// <param name="Key">What it is about, within tenant and kind.</param>
/// <param name="Generation">Raised each time somebody makes the row due; a change during a pass leads to another pass.</param>
/// <param name="Failures">How many passes failed in a row before this one.</param>
public sealed record WorkItem(long Id, string Tenant, string Kind, string Key, long Generation, int Failures, IReadOnlyList<Condition> Conditions);
