namespace ControlPlane.Clients.PowerBi;

/// <summary>How one refresh stands.</summary>
public sealed record RefreshState
{
    public required RefreshHandle Handle { get; init; }

    /// <summary>The detailed status of an enhanced refresh where the service gives one, else the general one.</summary>
    public required RefreshStatus Status { get; init; }

    public required bool IsRunning { get; init; }

    public DateTimeOffset? StartTime { get; init; }

    public DateTimeOffset? EndTime { get; init; }

    public IReadOnlyList<RefreshMessage> Messages { get; init; } = [];

    public bool Succeeded => !IsRunning && Status == RefreshStatus.Completed;
}

/// <summary>An error or warning of the engine; <paramref name="Type"/> is Error or Warning.</summary>
public sealed record RefreshMessage(string? Code, string? Message, string? Type);
