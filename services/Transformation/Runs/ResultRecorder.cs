using System.Collections.Concurrent;
using System.Threading.Channels;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Targets;
using EngineResult = ControlPlane.Models.Runs.Results.NodeResult;
using EngineStatus = ControlPlane.Models.Runs.Results.NodeStatus;

namespace ControlPlane.Transformation.Runs;

/// <summary>Measures and records each node of a run as soon as it is done, beside the threads that go on building.</summary>
internal sealed class ResultRecorder : IRunObserver
{
    private readonly Channel<EngineResult> _finished = Channel.CreateUnbounded<EngineResult>();
    private readonly ConcurrentQueue<NodeResult> _results;
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private readonly IModelTarget _target;
    private readonly TaggedSessions _sessions;
    private readonly EngineResults _engine;
    private readonly RunJournal _journal;
    private readonly IReadOnlySet<string> _marts;

    /// <param name="marts">Unique ids of the nodes that readers see.</param>
    /// <param name="results">Is added to.</param>
    public ResultRecorder(
        TenantProject project, IReadOnlySet<string> marts, IModelTarget target, TaggedSessions sessions, RunJournal journal, ConcurrentQueue<NodeResult> results) =>
        (_marts, _target, _sessions, _journal, _results, _engine) = (marts, target, sessions, journal, results, new(project, sessions));

    public void On(RunEvent happened)
    {
        _journal.Lineage.On(happened);
        if (happened is NodeFinished finished) _finished.Writer.TryWrite(finished.Result);
        if (happened is HookFinished { Result.Status: EngineStatus.Error } hook) _finished.Writer.TryWrite(hook.Result);
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete() => _finished.Writer.TryComplete();

    /// <summary>Ends when all that came is recorded.</summary>
    public async Task RecordAsync(CancellationToken cancellationToken)
    {
        IAdapterConnection? connection = null;
        try
        {
            await foreach (var result in _finished.Reader.ReadAllAsync(cancellationToken))
            {
                // What a lost connection or a cancellation breaks off is no result.
                if (_sessions.Lost is not null || cancellationToken.IsCancellationRequested) continue;
                var (rows, bytes, uncounted) = await Task.Run(() => Measure(result, ref connection, cancellationToken), cancellationToken);
                if (_sessions.Lost is not null) continue;
                if (uncounted is not null || result.Status is not (EngineStatus.Success or EngineStatus.Pass or EngineStatus.Warn or EngineStatus.Skipped)) _failed.Add(result.Node.UniqueId);
                var recorded = _engine.Of(result, (rows, bytes), _failed);
                // Readers would get the same error.
                if (uncounted is not null) recorded = recorded with { Status = NodeStatus.Error, Error = $"{result.Node.OriginalFilePath}: {uncounted.Message}" };
                _results.Enqueue(recorded);
                await _journal.NodesAsync([recorded], cancellationToken);
                await _journal.Lineage.FinishedAsync(result, recorded, cancellationToken);
            }
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <summary>A view costs as much as its SELECT: counted only where the count is part of what is published.</summary>
    /// <returns>With the fault of a mart that cannot be read.</returns>
    private (long? Rows, long? Bytes, Fault? Uncounted) Measure(EngineResult result, ref IAdapterConnection? connection, CancellationToken cancellationToken)
    {
        if (result.Status != EngineStatus.Success || result.Node is not ManifestNode { RelationName: { } relation } node || !node.ResourceType.IsRefable()) return (null, null, null);
        var rows = EngineResults.RowsOf(result);
        var isView = node.Config.Materialized == "view";
        var counts = rows is null && (!isView || _marts.Contains(node.UniqueId));
        var size = isView ? null : _target.SizeOf(relation);
        if (!counts && size is null) return (rows, null, null);
        try
        {
            connection ??= _target.Adapter.Connect("measure", cancellationToken);
            connection.Comment = _sessions.Comment(node);
            var sql = counts ? $"select count(*), {size ?? "null"} from {relation}" : $"select null, {size}";
            var row = connection.Execute(sql, fetch: true).Table.Rows[0];
            return (row[0] as long? ?? rows, row[1] as long?, null);
        }
        catch (AdapterException exception)
        {
            return (rows, null, counts && _marts.Contains(node.UniqueId) ? _sessions.Translate(exception) : null);
        }
    }
}
