namespace ControlPlane.Clients.PowerBi;

/// <summary>Patience of the client.</summary>
public sealed record PowerBiClientOptions
{
    /// <summary>Time for one request, its answer included; default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries of one request in all; default 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Wait before the second try, doubled before each later one and spread by half; default 500 ms.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Longest wait; default 1 min. A Retry-After beyond it ends the tries, and the exception carries it: the caller knows better
    /// how to wait that long.
    /// </summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A token is renewed this long before its end; default 5 min, at most half its lifetime.</summary>
    public TimeSpan RenewTokenBefore { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the history is asked about a refresh whose answer was lost, before it counts as not started; default 2 s.</summary>
    public TimeSpan LostAnswerGrace { get; init; } = TimeSpan.FromSeconds(2);
}
