namespace ControlPlane.Ingestion;

/// <summary>The settings of the ingestion service, in the section <c>Ingestion</c>.</summary>
public sealed class IngestionOptions
{
    public const string Section = "Ingestion";

    /// <summary>How often a sync is tried while its source has a bad moment; default 5.</summary>
    public int SyncAttempts { get; set; } = 5;

    /// <summary>How often a batch is tried while lake or warehouse have a bad moment; default 30. A suspended tenant's batches wait without being counted.</summary>
    public int BatchAttempts { get; set; } = 30;

    /// <summary>The wait after the first failed attempt; it doubles with each. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Default 1 min.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many syncs and batches together one process works on at once, shared fairly between tenants; default 12.</summary>
    public int Concurrency { get; set; } = 12;

    /// <summary>How many of them may be batches, whose validation and load keep processors busy; default one a processor, at least 2.</summary>
    public int BatchConcurrency { get; set; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>How many syncs, and how many batches, of one tenant all processes together work on at once; default 4.</summary>
    public int ConcurrencyPerTenant { get; set; } = 4;

    /// <summary>
    /// The share of a schedule's interval over which the equal schedules of many tenants are spread, each at its own steady place;
    /// default 0.1. 0 fires all of them at the same moment.
    /// </summary>
    public double ScheduleJitter { get; set; } = 0.1;

    /// <summary>The longest that a schedule is moved; default 60 s.</summary>
    public TimeSpan LongestScheduleJitter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Schedules with shorter intervals fire on the dot; default 5 min.</summary>
    public TimeSpan ScheduleJitterFrom { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A backfill of more slices than this is refused; default 1,000.</summary>
    public int MaxBackfillSlices { get; set; } = 1000;

    /// <summary>How long after a crash another process takes over; default 30 s.</summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a running sync looks whether its run was cancelled; default 300 ms.</summary>
    public TimeSpan CancellationPoll { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Longer rows are set aside; default 32 MiB.</summary>
    public int MaxRowBytes { get; set; } = 32 << 20;

    /// <summary>Fields of a stream beyond so many are loaded with their records but get no column; default 1,000.</summary>
    public int MaxColumns { get; set; } = 1000;

    /// <summary>A larger push is refused, counted as unpacked; default 256 MiB.</summary>
    public long MaxPushBytes { get; set; } = 256L << 20;

    /// <summary>
    /// Networks (<c>10.1.0.0/16</c>), addresses and host names from which sources may be read although they are not of the public internet;
    /// default none, and loopback in the embedded mode.
    /// </summary>
    public IList<string> PrivateSources { get; } = [];

    /// <summary>How long after a push was announced what it published is removed again when it was never recorded, as its process died; default 10 min.</summary>
    public TimeSpan UnfinishedPushTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The folder in which each tenant has one of its own name, below which alone its sources of landed files may read; default: any folder
    /// that this process may read, but never the lake.
    /// </summary>
    public string? LandingFolder { get; set; }

    /// <summary>How long a landed file must have been left unchanged before it is taken; default 2 s.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(2);
}
