namespace ControlPlane.Clients.Dagster.Wire;

internal sealed record WireRun(
    string? RunId, string? JobName, string? Status, double? CreationTime, double? StartTime, double? EndTime, string? ParentRunId, IReadOnlyList<WireTag>? Tags)
{
    public DagsterRun ToRun() => new()
    {
        RunId = RunId ?? throw Union.Unreadable(),
        JobName = JobName,
        Status = new RunStatus(Status ?? throw Union.Unreadable()),
        CreatedAt = WireTime.FromSeconds(CreationTime),
        StartedAt = WireTime.FromSeconds(StartTime),
        FinishedAt = WireTime.FromSeconds(EndTime),
        ParentRunId = ParentRunId,
        Tags = WireTag.ToDictionary(Tags),
    };
}

internal sealed record WireLaunch(WireRun? Run, string? BackfillId);

internal sealed record WireRuns(IReadOnlyList<WireRun>? Results);
