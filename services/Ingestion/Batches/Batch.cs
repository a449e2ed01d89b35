using ControlPlane.Contracts;
using ControlPlane.Ingestion.Runs;
using ControlPlane.Lake;

namespace ControlPlane.Ingestion.Batches;

/// <summary>What one sync landed for one stream, as its row says.</summary>
internal sealed record Batch(
    Guid Id, TenantId Tenant, Guid Run, DateTimeOffset RunStartedAt, string Source, string Stream, string State,
    long Read, long Rejected, long Landed, long Loaded, int Attempts, long Version, DateTimeOffset? StageStartedAt, string Trigger)
{
    /// <summary>Its rows take the place of everything that the stream's table has.</summary>
    public bool Replaces { get; init; }

    /// <summary>Values that were left out of its rows, because the stream's schema does not have them.</summary>
    public long DiscardedValues { get; init; }

    /// <summary>How many records the source said that there are; null when it does not say.</summary>
    public long? SourceTotal { get; init; }

    /// <summary>Whether no cursor stands for its rows: the source will not give them again, but they can be replayed.</summary>
    public bool HasNoCursor => Trigger is RunTriggers.Push or RunTriggers.Replay or RunTriggers.Backfill;

    public string Name => $"{Source}.{Stream}";

    public LakePath Raw => LakePath.Raw(Tenant, Source, Stream, Date, Run);

    public LakePath Bronze => LakePath.Bronze(Tenant, Source, Stream, Date, Run);

    public LakePath Quarantine => LakePath.Quarantine(Tenant, Source, Stream, Date, Run);

    /// <summary>Pushes come so often that their runs do not share the marker of their folder.</summary>
    public bool HasOwnMarker => Trigger == RunTriggers.Push;

    /// <summary>The completeness marker of its object in one of the layers.</summary>
    public LakePath Marker(LakePath of) => HasOwnMarker ? of.SuccessMarker(Run) : of.SuccessMarker();

    public string ObjectName => $"{Run}.jsonl.gz";

    /// <summary>The UTC day of the run's start: the same for every attempt.</summary>
    private DateOnly Date => DateOnly.FromDateTime(RunStartedAt.UtcDateTime);
}

/// <summary>The states of a batch, in the order in which it passes through them.</summary>
internal static class BatchStates
{
    public const string Syncing = "syncing";
    public const string Landed = "landed";
    public const string Validated = "validated";
    public const string Loaded = "loaded";

    /// <summary>Too many rows were bad: nothing is loaded.</summary>
    public const string Refused = "refused";

    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
}
