namespace ControlPlane.Activation.Status;

public sealed record ActivationsView(IReadOnlyList<ActivationView> Activations);

/// <param name="Destination">Connection and path.</param>
/// <param name="Configured">Whether the spec has its connection; otherwise it is skipped.</param>
/// <param name="Runs">The newest first.</param>
public sealed record ActivationView(
    string Name, string? Description, string? Mart, IReadOnlyList<string> Key, string? Destination, IReadOnlyDictionary<string, string> Mapping, double? MaxFailedShare, bool Configured, IReadOnlyList<ActivationRunView> Runs);

/// <summary>The ledger of one run: selected = created + updated + unchanged + failed once it is finished.</summary>
/// <param name="Vanished">Sent before and no longer in the mart; the destination keeps them.</param>
/// <param name="FailedRows">At most 100.</param>
public sealed record ActivationRunView(
    Guid Run, string Status, string? Error, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, long Selected, long Created, long Updated, long Unchanged, long Failed, long Vanished, IReadOnlyList<FailedRowView> FailedRows);

public sealed record FailedRowView(string Key, string Reason);

public sealed record RefreshesView(IReadOnlyList<RefreshView> Refreshes);

/// <inheritdoc cref="ActivationView"/>
public sealed record RefreshView(string Name, string? Description, string? Connection, Guid? Group, Guid? Dataset, IReadOnlyList<string> Marts, bool Configured, IReadOnlyList<RefreshRunView> Runs);

/// <param name="RefreshId">The service's id of the refresh that was followed.</param>
/// <param name="Adopted">Somebody else had started it.</param>
public sealed record RefreshRunView(Guid Run, string Status, string? Error, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? RefreshId, bool Adopted);
