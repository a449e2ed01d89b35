namespace ControlPlane.Clients.PowerBi.Wire;

/// <summary>The detail of an enhanced refresh.</summary>
internal sealed record DetailAnswer(
    RefreshStatus? Status, RefreshStatus? ExtendedStatus, DateTimeOffset? StartTime, DateTimeOffset? EndTime, IReadOnlyList<RefreshMessage>? Messages)
{
    /// <param name="handle">The refresh that was asked for.</param>
    /// <param name="accepted">The answer was 202: it still runs.</param>
    public RefreshState ToState(RefreshHandle handle, bool accepted)
    {
        var detailed = ExtendedStatus is { } extended && extended != RefreshStatus.Unknown ? extended : Status;
        return new RefreshState
        {
            Handle = handle,
            Status = detailed ?? RefreshStatus.Unknown,
            IsRunning = accepted,
            StartTime = StartTime,
            EndTime = EndTime,
            Messages = Messages ?? [],
        };
    }
}
