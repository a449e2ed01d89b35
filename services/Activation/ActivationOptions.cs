namespace ControlPlane.Activation;

/// <summary>In the section <c>Activation</c>.</summary>
public sealed class ActivationOptions
{
    public const string Section = "Activation";

    /// <summary>Time for one request to a destination, its answer included; default 30 s.</summary>
    public TimeSpan DestinationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before the second try of a request to a destination, doubled before each later one; default 250 ms.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Tries of one request within a pass; default 4.</summary>
    public int RequestAttempts { get; set; } = 4;

    /// <summary>Passes in a row without progress before an activation or refresh counts as failed; default 10, about 8 minutes.</summary>
    public int PassAttempts { get; set; } = 10;

    /// <summary>How long one pass sends before others get their turn; default 30 s.</summary>
    public TimeSpan PassTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one statement of the mart API may run, the time that the caller takes to read included; default 5 minutes.</summary>
    public TimeSpan MartStatementTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
