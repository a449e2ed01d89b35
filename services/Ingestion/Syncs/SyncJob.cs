using ControlPlane.Contracts;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>The sync of a source that is under way or next.</summary>
/// <param name="Attempts">How many failed so far.</param>
internal sealed record SyncJob(TenantId Tenant, Guid Run, string Source, string State, int Attempts, DateTimeOffset? StartedAt, string RunState, string Trigger)
{
    public bool IsCancelled => RunState != "running";
}
