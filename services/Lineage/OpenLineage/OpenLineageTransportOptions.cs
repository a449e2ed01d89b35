namespace ControlPlane.Lineage.OpenLineage;

/// <param name="Endpoint">What stands before <c>/api/v1/lineage</c>.</param>
public sealed record OpenLineageTransportOptions(Uri Endpoint)
{
    /// <summary>Sent as a bearer token; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Finds the token where <see cref="ApiKey"/> does not say it; asked before the first event, and again until it answers.</summary>
    public Func<CancellationToken, Task<string?>>? FindApiKey { get; init; }

    /// <summary>Names this software in every event.</summary>
    public Uri Producer { get; init; } = new("urn:controlplane:lineage");

    /// <summary>Events that may wait; more are lost. Default 1,000.</summary>
    public int QueueCapacity { get; init; } = 1000;

    /// <summary>How often one event is tried. Default 5.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Between the first two attempts; doubled each time, and never shorter than the server asks for. Default 0.5 s.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Between two attempts, whatever the server asks for. Default 30 s.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For one attempt. Default 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long what still waits may take at the end. Default 5 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
