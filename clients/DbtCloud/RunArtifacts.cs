using System.Net;
using ControlPlane.Clients.DbtArtifacts;

namespace ControlPlane.Clients.DbtCloud;

/// <summary>The files that the steps of a run left. Each step has its own; without a step, a path means that of the last one.</summary>
public sealed class RunArtifacts
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly DbtCloudClient _client;
    private readonly DbtCloudTransport _transport;
    private readonly DbtCloudOptions _options;
    private readonly TimeProvider _time;

    internal RunArtifacts(DbtCloudClient client, DbtCloudTransport transport, DbtCloudOptions options, TimeProvider time) =>
        (_client, _transport, _options, _time) = (client, transport, options, time);

    /// <summary>Paths; empty before the run has saved any.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(long runId, CancellationToken cancellationToken = default)
    {
        try
        {
            var answer = await _transport.RetryAsync(
                () => _transport.ExchangeAsync<IReadOnlyList<string>>(HttpMethod.Get, $"runs/{runId}/artifacts/", null, cancellationToken), cancellationToken);
            return answer.Data ?? [];
        }
        catch (DbtCloudException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            return [];
        }
    }

    /// <summary>Hands an artifact to a reader as it comes in. After a connection that broke, the reader is called again from the start.</summary>
    /// <param name="runId">Whose artifact.</param>
    /// <param name="path"><c>run_results.json</c>, <c>compiled/shop/models/orders.sql</c></param>
    /// <param name="step">The step's index; null takes the last step's.</param>
    /// <param name="read">Reads the stream, which is not to be used afterwards.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="DbtCloudException">Not found: the step left no such file, or the run has not saved it yet.</exception>
    public Task<T> ReadAsync<T>(long runId, string path, int? step, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken = default)
    {
        var address = $"runs/{runId}/artifacts/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}{(step is { } index ? $"?step={index}" : "")}";
        return _transport.RetryAsync(async () =>
        {
            using var response = await _transport.OpenAsync(address, cancellationToken);
            using var limit = new CancellationTokenSource(_options.ArtifactTimeout, _time);
            return await DbtCloudTransport.GuardAsync(async token =>
            {
                await using var content = new BoundedStream(await response.Content.ReadAsStreamAsync(token), _options.MaxArtifactBytes);
                return await read(content, token);
            }, limit, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Copies an artifact.</summary>
    /// <param name="runId">Whose artifact.</param>
    /// <param name="path"><c>manifest.json</c></param>
    /// <param name="step">The step's index; null takes the last step's.</param>
    /// <param name="file">Is written beside and moved into place when complete.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    public async Task DownloadAsync(long runId, string path, int? step, string file, CancellationToken cancellationToken = default)
    {
        var partial = $"{file}.{Guid.NewGuid():N}.partial";
        try
        {
            await ReadAsync(runId, path, step, async (content, token) =>
            {
                await using var target = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
                await content.CopyToAsync(target, token);
                return true;
            }, cancellationToken);
            File.Move(partial, file, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>A run is over some time before its artifacts can be had.</summary>
    internal async Task<JobRun> WaitAsync(JobRun run, CancellationToken cancellationToken)
    {
        for (var start = _time.GetTimestamp(); run.Status.IsTerminal && !run.ArtifactsSaved && _time.GetElapsedTime(start) < _options.ArtifactGrace;)
        {
            await Task.Delay(Poll < _options.ArtifactGrace ? Poll : _options.ArtifactGrace, _time, cancellationToken);
            run = await _client.GetRunAsync(run.Id, cancellationToken);
        }
        return run;
    }

    /// <summary>
    /// The nodes of every step that built or tested, the later result of a node in place of the earlier one. The last step's file will not
    /// do: it may be that of docs generate, and dbt run and dbt test have one each.
    /// </summary>
    internal async Task<IReadOnlyList<NodeResult>> ReadNodesAsync(JobRun run, CancellationToken cancellationToken)
    {
        var nodes = new OrderedDictionary<string, NodeResult>();
        var invocations = new HashSet<string>();
        IEnumerable<int?> steps = run.Steps.Any(step => step.Command is not null) ? run.Steps.Where(step => step.IsBuild).Select(step => (int?)step.Index) : [null];
        foreach (var step in steps)
        {
            // A step that failed before its nodes leaves no results, or those of the step before.
            if (await ResultsOrNullAsync(run.Id, step, cancellationToken) is not { IsOfBuild: true } results) continue;
            if (results.Metadata.InvocationId is { } invocation && !invocations.Add(invocation)) continue;
            foreach (var node in results.Nodes) nodes[node.UniqueId] = node;
        }
        return [.. nodes.Values];
    }

    private async Task<RunResults?> ResultsOrNullAsync(long runId, int? step, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(runId, "run_results.json", step, ArtifactReader.ReadRunResultsAsync, cancellationToken);
        }
        catch (DbtCloudException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (ArtifactException exception)
        {
            throw new DbtCloudException(DbtCloudException.Unreadable, null, exception.Message, inner: exception);
        }
    }
}
