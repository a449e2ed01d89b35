namespace ControlPlane.Contracts.Ingestion;

/// <summary>A stream was synced, and something about it needs somebody to look.</summary>
public sealed record SyncWarned(TenantId Tenant, Guid Run, Guid Batch, string Source, string Stream, IReadOnlyList<SyncWarning> Warnings, DateTimeOffset At) : ITenantMessage;

/// <param name="Kind"><c>SourceTotal</c>: the source counts other records than it gave; <c>BrokenFile</c>: a landed file cannot be read and was left out.</param>
/// <param name="Message">What and where, and what to do.</param>
public sealed record SyncWarning(string Kind, string Message);
