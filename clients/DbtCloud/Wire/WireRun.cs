using System.Globalization;
using System.Text.Json;

namespace ControlPlane.Clients.DbtCloud.Wire;

internal sealed record WireRun(
    long? Id, long? JobDefinitionId, JobRunStatus? Status, string? StatusMessage, WireTrigger? Trigger, string? CreatedAt, string? StartedAt, string? FinishedAt,
    string? DbtVersion, bool? ArtifactsSaved, bool? CanRetry, long? RetryingRunId, string? Href, IReadOnlyList<WireStep>? RunSteps)
{
    public JobRun ToRun() => new()
    {
        Id = Id ?? throw new JsonException(),
        JobId = JobDefinitionId ?? 0,
        Status = Status ?? throw new JsonException(),
        StatusMessage = StatusMessage,
        Cause = Trigger?.Cause,
        CreatedAt = Time(CreatedAt),
        StartedAt = Time(StartedAt),
        FinishedAt = Time(FinishedAt),
        DbtVersion = DbtVersion,
        ArtifactsSaved = ArtifactsSaved ?? false,
        CanRetry = CanRetry ?? false,
        RetryingRunId = RetryingRunId,
        Href = Href,
        Steps = [.. (RunSteps ?? []).Where(step => step.Index is not null).OrderBy(step => step.Index).Select(step => new JobRunStep(step.Index!.Value, step.Name, step.Status ?? default))],
    };

    /// <summary><c>2026-11-21 12:00:00.123456+00:00</c>; UTC where no zone is named.</summary>
    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}

internal sealed record WireTrigger(string? Cause);

internal sealed record WireStep(int? Index, string? Name, JobRunStatus? Status);
