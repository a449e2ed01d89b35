using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Publishing;
using ControlPlane.Models.Runs;
using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Quality;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Runs;

/// <summary>
/// One pass: build beside what readers see, test the builds, publish all of them at once. A pass may end anywhere; the next one clears
/// away what it left and starts over, unless the swap was already committed, which it then only records.
/// </summary>
internal sealed class RunPass(
    TenantProject project, IModelTarget target, TaggedSessions sessions, Publication publication, ModelsRun run, RunJournal journal, RunStore store, QualityPass quality, TenantId tenant, int threads, TimeProvider time)
{
    private readonly ConcurrentQueue<NodeResult> _results = new();
    /// <summary>Unique ids, found before the nodes go elsewhere for the time of the run.</summary>
    private readonly HashSet<string> _marts = [.. project.Built.Where(node => node.Schema == WarehouseNames.Marts).Select(node => node.UniqueId)];

    public async Task RunAsync(CancelWatch watch, CancellationToken cancellationToken)
    {
        try
        {
            if (run.CancelAsked) throw new OperationCanceledException();
            await BuildTestPublishAsync(watch.Token);
        }
        catch (OperationCanceledException) when (run.CancelAsked || watch.IsCancelled)
        {
            await EndAsync(() => journal.CancelledAsync(cancellationToken), discards: true, cancellationToken);
        }
        catch (Fault fault) when (fault.Kind == FaultKind.Rejected)
        {
            await EndAsync(() => journal.FailedAsync(fault.Message, [.. _results], cancellationToken), discards: false, cancellationToken);
        }
    }

    private async Task BuildTestPublishAsync(CancellationToken cancellationToken)
    {
        var ids = project.Built.Select(node => node.UniqueId).ToList();
        var kept = await KeptAsync(ids, cancellationToken);
        await journal.StartedAsync(project.Hash, [.. kept], cancellationToken);
        await EngineThread.RunAsync(() => publication.Prepare(ids, kept, cancellationToken), sessions);
        var hasTests = project.Tests.Count > 0;
        await ExecuteAsync(new() { Command = RunCommand.Run, Selected = [.. ids.Where(id => !kept.Contains(id))], EndHooks = !hasTests }, cancellationToken);
        if (_results.Any(result => result.Gates))
        {
            await EndAsync(() => journal.FailedAsync(FailureText.Of(_results, "models failed", NodeStatus.Error), [], cancellationToken), discards: false, cancellationToken);
            return;
        }
        var marts = Marts();
        await journal.BuiltAsync(marts.Sum(mart => mart.Rows), cancellationToken);
        if (hasTests) await ExecuteAsync(new() { Command = RunCommand.Test, Selected = project.Tests, StartHooks = false }, cancellationToken);
        foreach (var check in await quality.CheckAsync([.. _results], cancellationToken)) _results.Enqueue(check);
        if (_results.Any(result => result.Gates))
        {
            await EndAsync(() => journal.GatedAsync([.. _results], FailureText.Of(_results, "tests failed", NodeStatus.Fail, NodeStatus.Error), cancellationToken), discards: false, cancellationToken);
            return;
        }
        await journal.PublishingAsync(marts, cancellationToken);
        await PublishAsync(cancellationToken);
        await journal.PublishedAsync([.. _results], marts, CancellationToken.None);
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EngineThread.RunAsync(() => publication.Publish(cancellationToken), sessions);
        }
        catch (Fault fault) when (fault is { Kind: not FaultKind.Rejected, InnerException: PublishException })
        {
            // Readers who never let go, for example. As long as nobody knows whether the run was published it cannot be given up, whatever the attempts.
            if (!await EngineThread.RunAsync(publication.IsPublished, sessions)) await journal.NotPublishedAsync(cancellationToken);
            throw;
        }
    }

    /// <summary>
    /// What a retry need not build again: what the attempt before built of the same files, as long as no other run has used the shadow since.
    /// </summary>
    private async Task<IReadOnlySet<string>> KeptAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (run.Retries == 0 || run.ProjectHash != project.Hash || !await store.IsNewestAsync(tenant, run.Run, cancellationToken)) return new HashSet<string>();
        var built = await EngineThread.RunAsync(() => publication.Built(ids), sessions);
        var kept = (await store.NodesAsync(tenant, run.Run, cancellationToken)).Where(result => !result.IsTest && !result.Gates && built.Contains(result.UniqueId)).ToList();
        foreach (var result in kept) _results.Enqueue(result);
        return kept.Select(result => result.UniqueId).ToHashSet(StringComparer.Ordinal);
    }

    private async Task ExecuteAsync(RunOptions options, CancellationToken cancellationToken)
    {
        if (options.Selected.Count == 0) return;
        var recorder = new ResultRecorder(project, _marts, target, sessions, journal, _results);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        sessions.OnLost = () => _ = stop.CancelAsync();
        var recording = recorder.RecordAsync(cancellationToken);
        // Results that nobody records are not worth being built.
        _ = recording.ContinueWith(_ => stop.CancelAsync(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            await EngineThread.RunAsync(
                () => new ProjectRun(new RuntimeRenderer(project.Manifest, target.Adapter), options with { Threads = threads, Comment = sessions.Comment }, recorder, time).Execute(stop.Token), sessions);
        }
        finally
        {
            sessions.OnLost = null;
            recorder.Complete();
            await recording.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        cancellationToken.ThrowIfCancellationRequested();
        await recording;
        if (sessions.Lost is { } fault) throw fault;
    }

    /// <summary>What a failed run has built stays for a retry; the tenant's next run clears it away.</summary>
    private async Task EndAsync(Func<Task> record, bool discards, CancellationToken cancellationToken)
    {
        if (journal.Publishing is { } marts && await EngineThread.RunAsync(publication.IsPublished, sessions))
        {
            // The swap was committed although its answer never came: a cancellation at just that moment, for example.
            await journal.PublishedAsync([.. _results], marts, cancellationToken);
            return;
        }
        if (discards) await EngineThread.RunAsync(publication.Discard, sessions);
        await record();
    }

    private List<PublishedMart> Marts()
    {
        var rows = _results.Where(result => !result.IsTest).DistinctBy(result => result.UniqueId, StringComparer.Ordinal).ToDictionary(result => result.UniqueId, result => result.Rows ?? 0, StringComparer.Ordinal);
        return [.. project.Built.Where(node => _marts.Contains(node.UniqueId)).Select(node => new PublishedMart(node.Alias, rows.GetValueOrDefault(node.UniqueId)))];
    }
}
