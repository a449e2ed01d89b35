namespace ControlPlane.Models.Publishing;

public sealed record PublishOptions
{
    /// <summary>Who publishes; kept with what it publishes.</summary>
    public required string Run { get; init; }

    /// <summary>How long one attempt to swap waits for readers, and others wait behind it; default 2 s.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For how long swapping is attempted again while readers hold the relations; default 10 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);
}
