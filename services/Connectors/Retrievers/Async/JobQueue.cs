using System.Runtime.CompilerServices;

namespace ControlPlane.Connectors.Retrievers.Async;

/// <summary>
/// Has the source work on the jobs of several slices at once, as many as it allows, and gives them back in order. Whatever ends the
/// reading, no job is left running at the source.
/// </summary>
internal sealed class JobQueue(AsyncRetriever retriever, ReadContext context)
{
    private const int MostAttempts = 3;

    /// <summary>How many jobs wait, ready to be read, for one place that the source has.</summary>
    private const int ReadyForEach = 4;

    private static readonly TimeSpan BetweenPolls = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TimeToAbort = TimeSpan.FromSeconds(10);
    private readonly JobCalls _calls = new(retriever, context);
    private readonly TimeSpan _timeout = retriever.Timeout(context.Scope);
    private readonly TimeSpan? _retryWait = retriever.RetryWait(context.Scope);

    /// <exception cref="ConnectorException">A job cannot be created or does not succeed.</exception>
    public async IAsyncEnumerable<(T Item, AsyncJob Job)> RunAsync<T>(
        IAsyncEnumerable<T> items, Func<T, StreamSlice> slice, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var jobs = new Queue<(T Item, AsyncJob Job)>();
        await using var source = items.GetAsyncEnumerator(cancellationToken);
        var more = true;
        try
        {
            while (true)
            {
                while (more && jobs.Count(j => !j.Job.IsOver) < context.AsyncJobs && jobs.Count < context.AsyncJobs * ReadyForEach)
                {
                    more = await source.MoveNextAsync();
                    if (!more) break;
                    var job = new AsyncJob(slice(source.Current));
                    jobs.Enqueue((source.Current, job));
                    await StartAsync(job, cancellationToken);
                }

                if (jobs.Count == 0) yield break;
                foreach (var (_, job) in jobs.Where(j => !j.Job.IsOver)) await AdvanceAsync(job, cancellationToken);
                if (!jobs.Peek().Job.IsOver) await Task.Delay(BetweenPolls, context.Time, cancellationToken);
                while (jobs.TryPeek(out var first) && first.Job.IsOver)
                {
                    jobs.Dequeue();
                    yield return first;
                }
            }
        }
        finally
        {
            await AbortAsync(jobs.Select(j => j.Job));
        }
    }

    private async Task StartAsync(AsyncJob job, CancellationToken cancellationToken)
    {
        try
        {
            job.Start(await _calls.CreateAsync(job, cancellationToken), context.Time.GetUtcNow());
        }
        catch (ConnectorException e) when (e.Kind != ConnectorFaultKind.Configuration)
        {
            job.FailToStart(e);
        }
    }

    private async Task AdvanceAsync(AsyncJob job, CancellationToken cancellationToken)
    {
        var now = context.Time.GetUtcNow();
        if (job.Status == JobStatus.Running)
        {
            var (status, answer) = await _calls.PollAsync(job, cancellationToken);
            if (status == JobStatus.Running && now - job.StartedAt > _timeout) status = JobStatus.TimedOut;
            job.Become(status, status == JobStatus.Completed ? answer : null);
        }

        if (job.IsOver || job.Status == JobStatus.Running) return;
        if (job.Status == JobStatus.TimedOut) await _calls.AbortAsync(job, cancellationToken);
        if (job.Attempts >= MostAttempts) throw GivenUp(job);
        if (_retryWait is { } wait && job is { Status: JobStatus.Failed, CreationFailure: null })
        {
            job.RetryAt ??= now + wait;
            if (now < job.RetryAt) return;
        }

        await StartAsync(job, cancellationToken);
    }

    private ConnectorException GivenUp(AsyncJob job)
    {
        var why = job.Status == JobStatus.TimedOut ? $"did not end within {_timeout.TotalMinutes:0.#} min (polling_job_timeout)" : "failed";
        return job.CreationFailure is { } cause
            ? new(cause.Kind, $"a job could not be created in {MostAttempts} attempts: {cause.Message}", cause)
            : new(job.Status == JobStatus.TimedOut ? ConnectorFaultKind.Transient : ConnectorFaultKind.Source, $"a job of the source {why}, in each of {MostAttempts} attempts");
    }

    /// <summary>The read may have been cancelled, so this has time of its own.</summary>
    private async Task AbortAsync(IEnumerable<AsyncJob> jobs)
    {
        AsyncJob[] atWork = [.. jobs.Where(j => j.IsAtWork)];
        if (atWork.Length == 0) return;
        using var limit = new CancellationTokenSource(TimeToAbort);
        foreach (var job in atWork) await _calls.AbortAsync(job, limit.Token);
    }
}
