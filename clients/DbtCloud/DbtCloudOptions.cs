namespace ControlPlane.Clients.DbtCloud;

/// <summary>Patience of the client.</summary>
public sealed record DbtCloudOptions
{
    /// <summary>Time for one request, its answer included, and for the start of an artifact; default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for the whole of an artifact; default 10 min.</summary>
    public TimeSpan ArtifactTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>An artifact larger than this is refused; default 1 GiB.</summary>
    public long MaxArtifactBytes { get; init; } = 1L << 30;

    /// <summary>Tries of one request in all; default 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Wait before the second try, doubled before each later one and spread by half; default 500 ms.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Longest wait; default 1 min. A Retry-After beyond it ends the tries, and the exception carries it: the caller knows better
    /// how to wait that long.
    /// </summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the runs are searched for one whose answer was lost, before it counts as not triggered; default 5 s.</summary>
    public TimeSpan LostAnswerGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after its end a run may take to save its artifacts; default 30 s.</summary>
    public TimeSpan ArtifactGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How far back a run is searched whose own id does not tell its time; default 7 days.</summary>
    public TimeSpan SearchWindow { get; init; } = TimeSpan.FromDays(7);
}
