using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Compilation;
using ControlPlane.Transformation.Runs.Building;
using ControlPlane.Transformation.Runs.Publishing;
using ControlPlane.Transformation.Runs.Testing;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Runs;

/// <summary>
/// One pass: build beside what readers see, test the builds, publish all of them at once. A pass may end anywhere; the next one clears
/// away what it left and starts over, unless the swap was already committed, which it then only records.
/// </summary>
internal sealed class RunPass(
    BoundProject project, ModelsRun run, RunJournal journal, RunStore store, TenantId tenant, Publisher publisher, ModelBuilder builder, TestRunner tests)
{
    private readonly ConcurrentQueue<NodeResult> _results = new();

    public async Task RunAsync(string buildSuffix, CancelWatch watch, CancellationToken cancellationToken)
    {
        var observed = await publisher.ObserveAsync(project, cancellationToken);
        if (publisher.IsPublished(observed))
        {
            await RecordPublishedAsync(await store.NodesAsync(tenant, run.Run, cancellationToken), cancellationToken);
            return;
        }
        await publisher.DropBuildsAsync(observed, cancellationToken);
        try
        {
            if (run.CancelAsked) throw new OperationCanceledException();
            await BuildTestPublishAsync(buildSuffix, watch.Token);
        }
        catch (OperationCanceledException) when (run.CancelAsked || watch.IsCancelled)
        {
            await EndAsync(() => journal.CancelledAsync(cancellationToken), cancellationToken);
        }
        catch (Fault fault) when (fault.Kind == FaultKind.Rejected)
        {
            await EndAsync(() => journal.FailedAsync(fault.Message, [.. _results], cancellationToken), cancellationToken);
        }
    }

    private async Task BuildTestPublishAsync(string buildSuffix, CancellationToken cancellationToken)
    {
        var compiled = project.Compile(model => model.Published with { Name = BuildNames.For(model.Published.Name, buildSuffix, project.Binding.MaxIdentifierBytes) })
            .WithHashesOf(project.Compile(model => model.Published));
        await journal.StartedAsync(project.Project.Hash, cancellationToken);
        await builder.BuildAsync(compiled, (result, token) => RecordAsync([result], token), cancellationToken);
        if (_results.Any(result => result.Gates))
        {
            await EndAsync(() => journal.FailedAsync(Explain("models failed", NodeStatus.Error), [], cancellationToken), cancellationToken);
            return;
        }
        await journal.BuiltAsync(Marts([.. _results]).Sum(mart => mart.Rows), cancellationToken);
        await tests.RunAsync(compiled, RecordAsync, cancellationToken);
        if (_results.Any(result => result.Gates))
        {
            await EndAsync(() => journal.GatedAsync([.. _results], Explain("tests failed", NodeStatus.Fail, NodeStatus.Error), cancellationToken), cancellationToken);
            return;
        }
        await publisher.PublishAsync(compiled, cancellationToken);
        await RecordPublishedAsync([.. _results], CancellationToken.None);
    }

    private Task RecordPublishedAsync(IReadOnlyList<NodeResult> results, CancellationToken cancellationToken) =>
        journal.PublishedAsync(results, Marts(results), cancellationToken);

    /// <summary>Builds go first: once the end is recorded nobody comes back for them but the next run.</summary>
    private async Task EndAsync(Func<Task> record, CancellationToken cancellationToken)
    {
        var observed = await publisher.ObserveAsync(project, cancellationToken);
        if (publisher.IsPublished(observed))
        {
            // The swap was committed although its answer never came: a cancellation at just that moment, for example.
            await RecordPublishedAsync([.. _results], cancellationToken);
            return;
        }
        await publisher.DropBuildsAsync(observed, cancellationToken);
        await record();
    }

    private async Task RecordAsync(IReadOnlyList<NodeResult> results, CancellationToken cancellationToken)
    {
        foreach (var result in results) _results.Enqueue(result);
        await journal.NodesAsync(results, cancellationToken);
    }

    private List<PublishedMart> Marts(IReadOnlyList<NodeResult> results)
    {
        var rows = results.Where(result => result.Kind == NodeResult.ModelKind).ToDictionary(result => result.Name, result => result.Rows ?? 0, StringComparer.Ordinal);
        return [.. project.Models.Where(model => !model.IsEphemeral && model.Published.Schema == WarehouseNames.Marts)
            .Select(model => new PublishedMart(model.Published.Name, rows.GetValueOrDefault(model.Name)))];
    }

    /// <summary>The failed nodes with counts or messages; names and numbers only, never rows.</summary>
    private string Explain(string what, params IReadOnlyList<string> statuses)
    {
        var failed = _results.Where(result => result.Gates && statuses.Contains(result.Status)).OrderBy(result => result.Name, StringComparer.Ordinal).ToList();
        var named = failed.Take(20).Select(result => result.Error is { } error ? $"{result.Name}: {error}" : $"{result.Name} ({result.Failures} failing)");
        return $"{failed.Count} {what}: {string.Join("; ", named)}{(failed.Count > 20 ? "; ..." : "")}";
    }
}
