using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ControlPlane.Clients.Dagster.Wire;

internal sealed record WireExecution(WireSelector Selector, JsonObject? RunConfigData, WireExecutionMetadata ExecutionMetadata, IReadOnlyList<string>? StepKeys)
{
    public static WireExecution Of(LaunchRequest request) =>
        new(WireSelector.Of(request.Job), request.RunConfig, new WireExecutionMetadata(WireTag.Of(request.RunId, request.Tags)), request.StepKeys);
}

/// <summary>Tags stand here and nowhere else: a tags key of the execution itself is refused.</summary>
internal sealed record WireExecutionMetadata(IReadOnlyList<WireTag> Tags);

internal sealed record WireSelector(
    string JobName, string RepositoryName, string RepositoryLocationName, IReadOnlyList<AssetKey>? AssetSelection, IReadOnlyList<AssetCheck>? AssetCheckSelection)
{
    public static WireSelector Of(JobSelector job) => new(job.Job, job.Repository, job.Location, job.Assets, job.Checks);
}

internal sealed record WireReexecution(string ParentRunId, string Strategy);

internal sealed record WireBackfillParams(
    IReadOnlyList<AssetKey> AssetSelection, IReadOnlyList<string>? PartitionNames, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool AllPartitions,
    IReadOnlyList<WireTag> Tags, string? Title)
{
    public static WireBackfillParams Of(BackfillRequest request) =>
        new(request.Assets, request.Partitions, request.Partitions is null, WireTag.Of(request.RunId, request.Tags), request.Title);
}
