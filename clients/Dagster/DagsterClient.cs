using System.Runtime.CompilerServices;
using ControlPlane.Clients.Dagster.Wire;
using ControlPlane.Clients.DbtArtifacts;

namespace ControlPlane.Clients.Dagster;

/// <summary>
/// Runs of one Dagster deployment over its GraphQL API, Dagster+ or one's own. Every method throws <see cref="DagsterException"/>.
/// </summary>
public sealed class DagsterClient
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(500);

    private readonly DagsterOptions _options;
    private readonly TimeProvider _time;
    private readonly DagsterTransport _transport;

    /// <param name="http">
    /// Without a base address and without redirects (the token is for one host: <see cref="NewHandler"/>); its own timeout should exceed
    /// <see cref="DagsterOptions.RequestTimeout"/>.
    /// </param>
    /// <param name="connection">Where and as whom.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="time">Null takes the system's clock.</param>
    /// <param name="random">Spreads the waits between tries.</param>
    public DagsterClient(HttpClient http, DagsterConnection connection, DagsterOptions? options = null, TimeProvider? time = null, Random? random = null)
    {
        _options = options ?? new DagsterOptions();
        _time = time ?? TimeProvider.System;
        _transport = new DagsterTransport(http, connection, _options, _time, random ?? Random.Shared);
        Backfills = new Backfills(this, _options, _time);
    }

    public Backfills Backfills { get; }

    public static SocketsHttpHandler NewHandler() => new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };

    /// <summary>Launches a run of a job, unless one was launched for the same run of ours before.</summary>
    public Task<Launched<DagsterRun>> LaunchRunAsync(LaunchRequest request, CancellationToken cancellationToken = default) =>
        LaunchAsync(token => FindRunAsync(request.RunId, token), token => PostRunAsync(Queries.LaunchRun, WireExecution.Of(request), "launchRun", token), cancellationToken);

    /// <summary>Executes the steps of a run again that failed or were left out, as a new run with the same tags.</summary>
    public Task<Launched<DagsterRun>> RetryRunAsync(string runId, CancellationToken cancellationToken = default) => LaunchAsync(
        token => FirstAsync(RunTags.ParentRun, runId, static run => !run.Status.IsTerminal, token),
        token => PostRunAsync(Queries.LaunchReexecution, new WireReexecution(runId, "FROM_FAILURE"), "launchRunReexecution", token),
        cancellationToken);

    /// <returns>The newest run that was launched for our run; null where there is none.</returns>
    public Task<DagsterRun?> FindRunAsync(Guid runId, CancellationToken cancellationToken = default) =>
        FirstAsync(RunTags.RunId, runId.ToString(), static _ => true, cancellationToken);

    public async Task<DagsterRun> GetRunAsync(string runId, CancellationToken cancellationToken = default) =>
        (await QueryAsync<WireRun>(Queries.GetRun, new { runId }, "runOrError", "Run", cancellationToken)).ToRun();

    /// <summary>Newest first, page by page as they are taken.</summary>
    public async IAsyncEnumerable<DagsterRun> ListRunsAsync(string tag, string value, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var filter = new { tags = new[] { new WireTag(tag, value) } };
        for (string? cursor = null; ;)
        {
            var page = await QueryAsync<WireRuns>(Queries.ListRuns, new { filter, cursor, limit = _options.PageSize }, "runsOrError", "Runs", cancellationToken);
            var runs = page.Results ?? [];
            foreach (var run in runs) yield return run.ToRun();
            if (runs.Count < _options.PageSize || runs[^1].RunId == cursor) yield break;
            cursor = runs[^1].RunId;
        }
    }

    /// <summary>Asks for the end of a run, which comes some time later. A run that is over stays as it is.</summary>
    public async Task TerminateRunAsync(string runId, TerminatePolicy policy = TerminatePolicy.Safe, CancellationToken cancellationToken = default)
    {
        var name = policy == TerminatePolicy.Safe ? "SAFE_TERMINATE" : "MARK_AS_CANCELED_IMMEDIATELY";
        try
        {
            await QueryAsync<WireLaunch>(Queries.TerminateRun, new { runId, policy = name }, "terminateRun", "TerminateRunSuccess", cancellationToken);
        }
        // It may have ended by itself in the meantime, or an earlier try have ended it.
        catch (DagsterException exception) when (exception.Code == "TerminateRunFailure")
        {
            var run = await GetRunAsync(runId, cancellationToken);
            if (!run.Status.IsTerminal && run.Status != RunStatus.Canceling) throw;
        }
    }

    /// <summary>Follows a run to its end, which may be a failure.</summary>
    /// <param name="runId">The run to follow.</param>
    /// <param name="pollInterval">The longest wait between looks; the first ones are shorter.</param>
    /// <param name="cancellationToken">Stops following, not the run.</param>
    public Task<DagsterRun> FollowAsync(string runId, TimeSpan pollInterval, CancellationToken cancellationToken = default) =>
        FollowAsync(() => GetRunAsync(runId, cancellationToken), static run => run.Status.IsTerminal, pollInterval, cancellationToken);

    /// <summary>How a run stands, and what became of its assets, checks and steps so far.</summary>
    public async Task<ModelEngineRun> ReadResultAsync(string runId, CancellationToken cancellationToken = default)
    {
        var run = await GetRunAsync(runId, cancellationToken);
        var events = await ReadEventsAsync(runId, cancellationToken);
        return new ModelEngineRun
        {
            Id = run.RunId,
            Status = run.Status.ToEngineStatus(),
            StartedAt = run.StartedAt,
            FinishedAt = run.FinishedAt,
            Message = events.Failure,
            Nodes = events.Nodes,
        };
    }

    internal async Task<RunEvents> ReadEventsAsync(string runId, CancellationToken cancellationToken)
    {
        var events = new RunEvents();
        for (string? cursor = null; ;)
        {
            var page = await QueryAsync<WireEvents>(Queries.Events, new { runId, cursor, limit = _options.PageSize }, "logsForRun", "EventConnection", cancellationToken);
            foreach (var item in page.Events ?? []) events.Add(item);
            // A page that is empty or moves no further ends the reading, whatever it says of more.
            if (page.HasMore != true || page.Events is not { Count: > 0 } || page.Cursor is null || page.Cursor == cursor) return events;
            cursor = page.Cursor;
        }
    }

    internal async Task<T> FollowAsync<T>(Func<Task<T>> look, Func<T, bool> isOver, TimeSpan pollInterval, CancellationToken cancellationToken)
    {
        for (var wait = FirstPoll; ; wait *= 2)
        {
            var state = await look();
            if (isOver(state)) return state;
            if (wait > pollInterval) wait = pollInterval;
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    internal Task<Launched<T>> LaunchAsync<T>(Func<CancellationToken, Task<T?>> find, Func<CancellationToken, Task<T>> post, CancellationToken cancellationToken)
        where T : class
    {
        var launch = new Launch<T>(find, post, _options, _time);
        return _transport.RetryAsync(() => launch.TryAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Asks, and tries again after what may pass: for what changes nothing when it is done twice.</summary>
    internal Task<T> QueryAsync<T>(string query, object variables, string field, string wanted, CancellationToken cancellationToken) =>
        _transport.RetryAsync(() => SendAsync<T>(query, variables, field, wanted, cancellationToken), cancellationToken);

    internal async Task<T> SendAsync<T>(string query, object variables, string field, string wanted, CancellationToken cancellationToken)
    {
        var answer = await _transport.ExchangeAsync(query, variables, field, cancellationToken);
        return Union.Read<T>(answer, wanted, _transport.Redacted);
    }

    private async Task<DagsterRun> PostRunAsync(string query, object parameters, string field, CancellationToken cancellationToken)
    {
        var answer = await SendAsync<WireLaunch>(query, new { @params = parameters }, field, "LaunchRunSuccess", cancellationToken);
        return (answer.Run ?? throw Union.Unreadable()).ToRun();
    }

    private async Task<DagsterRun?> FirstAsync(string tag, string value, Func<DagsterRun, bool> wanted, CancellationToken cancellationToken)
    {
        await foreach (var run in ListRunsAsync(tag, value, cancellationToken))
            if (wanted(run)) return run;
        return null;
    }
}
