using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ControlPlane.Clients.DbtArtifacts;
using ControlPlane.Clients.DbtCloud.Wire;

namespace ControlPlane.Clients.DbtCloud;

/// <summary>
/// Runs of jobs of one dbt Cloud account. Contract: <see href="https://docs.getdbt.com/dbt-cloud/api-v2"/>. Every method throws
/// <see cref="DbtCloudException"/>.
/// </summary>
public sealed class DbtCloudClient
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(500);

    private readonly DbtCloudOptions _options;
    private readonly TimeProvider _time;
    private readonly DbtCloudTransport _transport;

    /// <param name="http">
    /// Without a base address and without redirects (the token is for one host: <see cref="NewHandler"/>); its own timeout should exceed
    /// <see cref="DbtCloudOptions.ArtifactTimeout"/>.
    /// </param>
    /// <param name="connection">Where and as whom.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="time">Null takes the system's clock.</param>
    /// <param name="random">Spreads the waits between tries.</param>
    public DbtCloudClient(HttpClient http, DbtCloudConnection connection, DbtCloudOptions? options = null, TimeProvider? time = null, Random? random = null)
    {
        _options = options ?? new DbtCloudOptions();
        _time = time ?? TimeProvider.System;
        _transport = new DbtCloudTransport(http, connection, _options, _time, random ?? Random.Shared);
        Artifacts = new RunArtifacts(this, _transport, _options, _time);
    }

    public RunArtifacts Artifacts { get; }

    public static SocketsHttpHandler NewHandler() => new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };

    /// <summary>Starts a run of a job, unless one was started for the same run of ours before.</summary>
    public Task<TriggeredRun> TriggerAsync(TriggerRequest request, CancellationToken cancellationToken = default)
    {
        var trigger = new RunTrigger(token => FindRunAsync(request.JobId, request.RunId, token), token => PostAsync($"jobs/{request.JobId}/run/", WireRunRequest.Of(request), token), _options, _time);
        return _transport.RetryAsync(() => trigger.TryAsync(cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Runs what failed or was left out in a run, as a new run. A retry of the same run that is under way already is returned in its place.
    /// </summary>
    public Task<TriggeredRun> RetryRunAsync(JobRun failed, CancellationToken cancellationToken = default)
    {
        var trigger = new RunTrigger(token => FindRetryAsync(failed, token), token => PostAsync($"runs/{failed.Id}/retry/", null, token), _options, _time);
        return _transport.RetryAsync(() => trigger.TryAsync(cancellationToken), cancellationToken);
    }

    /// <returns>The newest run that was triggered for our run; null where there is none.</returns>
    public async Task<JobRun?> FindRunAsync(long jobId, Guid runId, CancellationToken cancellationToken = default)
    {
        var query = new RunQuery { JobId = jobId, CreatedSince = RunCause.Earliest(runId, _time.GetUtcNow(), _options.SearchWindow) };
        await foreach (var listed in ListRunsAsync(query, cancellationToken))
        {
            // A listing may leave the trigger out, although it was asked for.
            var run = listed.Cause is null ? await GetRunAsync(listed.Id, cancellationToken) : listed;
            if (RunCause.Names(run.Cause, runId)) return run;
        }
        return null;
    }

    /// <summary>Newest first, page by page as they are taken. Steps are left out.</summary>
    public async IAsyncEnumerable<JobRun> ListRunsAsync(RunQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var offset = 0; ;)
        {
            var page = await ReadAsync<IReadOnlyList<WireRun>>(HttpMethod.Get, $"runs/?{query.ToQuery(offset)}", cancellationToken);
            var runs = page.Data ?? [];
            foreach (var run in runs.Select(ToRun))
            {
                if (run.CreatedAt < query.CreatedSince) yield break;
                yield return run;
            }
            offset += runs.Count;
            if (runs.Count == 0 || (page.Extra?.Pagination?.TotalCount is { } total ? offset >= total : runs.Count < query.PageSize)) yield break;
        }
    }

    /// <summary>With its trigger and steps.</summary>
    public async Task<JobRun> GetRunAsync(long id, CancellationToken cancellationToken = default)
    {
        var related = Uri.EscapeDataString("""["trigger","run_steps"]""");
        return RunOf(await ReadAsync<WireRun>(HttpMethod.Get, $"runs/{id}/?include_related={related}", cancellationToken));
    }

    /// <summary>Asks for the end of a run, which comes some time later. A run that is over stays as it is.</summary>
    public async Task CancelRunAsync(long id, CancellationToken cancellationToken = default)
    {
        try
        {
            await ReadAsync<WireRun>(HttpMethod.Post, $"runs/{id}/cancel/", cancellationToken);
        }
        // It may have ended by itself in the meantime, or an earlier try have cancelled it: then the service refuses.
        catch (DbtCloudException exception) when (!exception.IsTransient && exception.Status is not null)
        {
            if (!(await GetRunAsync(id, cancellationToken)).Status.IsTerminal) throw;
        }
    }

    /// <summary>Follows a run to its end, which may be a failure.</summary>
    /// <param name="id">The run to follow.</param>
    /// <param name="pollInterval">The longest wait between looks; the first ones are shorter.</param>
    /// <param name="cancellationToken">Stops following, not the run.</param>
    public async Task<JobRun> FollowAsync(long id, TimeSpan pollInterval, CancellationToken cancellationToken = default)
    {
        for (var wait = FirstPoll; ; wait *= 2)
        {
            var run = await GetRunAsync(id, cancellationToken);
            if (run.Status.IsTerminal) return run;
            if (wait > pollInterval) wait = pollInterval;
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    /// <summary>How a run stands, and, once it is over, what became of each node.</summary>
    public async Task<ModelEngineRun> ReadResultAsync(long id, CancellationToken cancellationToken = default)
    {
        var run = await Artifacts.WaitAsync(await GetRunAsync(id, cancellationToken), cancellationToken);
        return new ModelEngineRun
        {
            Id = run.Id.ToString(CultureInfo.InvariantCulture),
            Status = run.Status.ToEngineStatus(),
            StartedAt = run.StartedAt,
            FinishedAt = run.FinishedAt,
            Message = run.StatusMessage,
            Nodes = run.Status.IsTerminal ? await Artifacts.ReadNodesAsync(run, cancellationToken) : [],
        };
    }

    private async Task<JobRun?> FindRetryAsync(JobRun failed, CancellationToken cancellationToken)
    {
        var query = new RunQuery { JobId = failed.JobId == 0 ? null : failed.JobId, CreatedSince = failed.CreatedAt };
        await foreach (var run in ListRunsAsync(query, cancellationToken))
        {
            if (run.Id <= failed.Id) return null;
            if (run.RetryingRunId == failed.Id && !run.Status.IsTerminal) return run;
        }
        return null;
    }

    private async Task<JobRun> PostAsync(string path, WireRunRequest? body, CancellationToken cancellationToken) =>
        RunOf(await _transport.ExchangeAsync<WireRun>(HttpMethod.Post, path, body, cancellationToken));

    private Task<Envelope<T>> ReadAsync<T>(HttpMethod method, string path, CancellationToken cancellationToken) =>
        _transport.RetryAsync(() => _transport.ExchangeAsync<T>(method, path, null, cancellationToken), cancellationToken);

    private static JobRun RunOf(Envelope<WireRun> answer) => answer.Data is { } run ? ToRun(run) : throw Unreadable();

    private static JobRun ToRun(WireRun run)
    {
        try
        {
            return run.ToRun();
        }
        catch (JsonException)
        {
            throw Unreadable();
        }
    }

    private static DbtCloudException Unreadable() => new(DbtCloudException.Unreadable, null, "the answer names no run");
}
