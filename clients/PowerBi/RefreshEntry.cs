namespace ControlPlane.Clients.PowerBi;

/// <summary>One line of a dataset's refresh history.</summary>
public sealed record RefreshEntry
{
    public required string RequestId { get; init; }

    public RefreshType RefreshType { get; init; }

    public RefreshStatus Status { get; init; } = RefreshStatus.Unknown;

    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>A JSON document as text, after a failure.</summary>
    public string? ServiceExceptionJson { get; init; }

    public bool IsRunning => EndTime is null && !Status.IsTerminal;

    public RefreshHandle HandleIn(Dataset dataset) => new(dataset, RequestId, RefreshType == RefreshType.ViaEnhancedApi);

    internal RefreshState ToState(Dataset dataset) => new()
    {
        Handle = HandleIn(dataset),
        Status = Status,
        StartTime = StartTime,
        EndTime = EndTime,
        IsRunning = IsRunning,
        Messages = ServiceExceptionJson is { Length: > 0 } text ? [new RefreshMessage(null, text, "Error")] : [],
    };
}
