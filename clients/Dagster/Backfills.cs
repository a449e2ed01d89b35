using ControlPlane.Clients.Dagster.Wire;
using ControlPlane.Clients.DbtArtifacts;

namespace ControlPlane.Clients.Dagster;

/// <summary>Backfills of a deployment: assets over many partitions, in as many runs.</summary>
public sealed class Backfills
{
    private readonly DagsterClient _client;
    private readonly DagsterOptions _options;
    private readonly TimeProvider _time;

    internal Backfills(DagsterClient client, DagsterOptions options, TimeProvider time) => (_client, _options, _time) = (client, options, time);

    /// <summary>Launches a backfill, unless one was launched for the same run of ours before.</summary>
    public Task<Launched<Backfill>> LaunchAsync(BackfillRequest request, CancellationToken cancellationToken = default) => _client.LaunchAsync(
        token => FindAsync(request.RunId, token),
        async token =>
        {
            var answer = await _client.SendAsync<WireLaunch>(Queries.LaunchBackfill, new { @params = WireBackfillParams.Of(request) }, "launchPartitionBackfill", "LaunchBackfillSuccess", token);
            return await GetAsync(answer.BackfillId ?? throw Union.Unreadable(), token);
        },
        cancellationToken);

    /// <returns>The backfill that was launched for our run; null where there is none.</returns>
    public async Task<Backfill?> FindAsync(Guid runId, CancellationToken cancellationToken = default)
    {
        var earliest = RunTags.Earliest(runId, _time.GetUtcNow(), _options.SearchWindow);
        for (string? cursor = null; ;)
        {
            var page = await _client.QueryAsync<WireBackfills>(
                Queries.ListBackfills, new { cursor, limit = _options.PageSize }, "partitionBackfillsOrError", "PartitionBackfills", cancellationToken);
            var backfills = page.Results ?? [];
            foreach (var backfill in backfills.Select(found => found.ToBackfill()))
            {
                if (backfill.CreatedAt < earliest) return null;
                if (backfill.Tags.GetValueOrDefault(RunTags.RunId) == runId.ToString()) return backfill;
            }
            if (backfills.Count < _options.PageSize || backfills[^1].Id == cursor) return null;
            cursor = backfills[^1].Id;
        }
    }

    public async Task<Backfill> GetAsync(string id, CancellationToken cancellationToken = default) =>
        (await _client.QueryAsync<WireBackfill>(Queries.GetBackfill, new { id }, "partitionBackfillOrError", "PartitionBackfill", cancellationToken)).ToBackfill();

    /// <summary>Asks for the end of a backfill and its runs, which comes some time later.</summary>
    public async Task CancelAsync(string id, CancellationToken cancellationToken = default) =>
        await _client.QueryAsync<WireLaunch>(Queries.CancelBackfill, new { id }, "cancelPartitionBackfill", "CancelBackfillSuccess", cancellationToken);

    /// <summary>Follows a backfill to its end, which may be a failure.</summary>
    /// <param name="id">The backfill to follow.</param>
    /// <param name="pollInterval">The longest wait between looks; the first ones are shorter.</param>
    /// <param name="cancellationToken">Stops following, not the backfill.</param>
    public Task<Backfill> FollowAsync(string id, TimeSpan pollInterval, CancellationToken cancellationToken = default) =>
        _client.FollowAsync(() => GetAsync(id, cancellationToken), static backfill => backfill.Status.IsTerminal, pollInterval, cancellationToken);

    /// <summary>How a backfill stands, and what became of the assets and checks of its runs so far, oldest run first.</summary>
    public async Task<ModelEngineRun> ReadResultAsync(string id, CancellationToken cancellationToken = default)
    {
        var backfill = await GetAsync(id, cancellationToken);
        var nodes = new List<NodeResult>();
        var runs = await _client.ListRunsAsync(RunTags.Backfill, id, cancellationToken).Reverse().ToListAsync(cancellationToken);
        string? failure = null;
        foreach (var run in runs)
        {
            var events = await _client.ReadEventsAsync(run.RunId, cancellationToken);
            nodes.AddRange(events.Nodes);
            failure ??= events.Failure;
        }
        return new ModelEngineRun
        {
            Id = id,
            Status = EngineStatus(backfill.Status, runs),
            StartedAt = backfill.CreatedAt,
            FinishedAt = backfill.Status.IsTerminal ? backfill.FinishedAt : null,
            Message = backfill.Error ?? failure,
            Nodes = nodes,
        };
    }

    /// <summary>That a backfill is completed says only that its runs are over.</summary>
    private static ModelEngineRunStatus EngineStatus(BackfillStatus status, IReadOnlyList<DagsterRun> runs) => status switch
    {
        { Value: "COMPLETED" } => runs.All(run => run.Status == RunStatus.Success) ? ModelEngineRunStatus.Succeeded : ModelEngineRunStatus.Failed,
        { Value: "COMPLETED_SUCCESS" } => ModelEngineRunStatus.Succeeded,
        { Value: "COMPLETED_FAILED" or "FAILED" } => ModelEngineRunStatus.Failed,
        { Value: "CANCELED" } => ModelEngineRunStatus.Cancelled,
        { Value: "REQUESTED" } when runs.Count == 0 => ModelEngineRunStatus.Queued,
        _ => ModelEngineRunStatus.Running,
    };
}
