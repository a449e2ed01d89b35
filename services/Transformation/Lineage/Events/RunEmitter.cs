using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Lineage.OpenLineage;
using ControlPlane.Lineage.OpenLineage.Facets;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;
using EngineResult = ControlPlane.Models.Runs.Results.NodeResult;
using RunEvent = ControlPlane.Lineage.OpenLineage.RunEvent;

namespace ControlPlane.Transformation.Lineage.Events;

/// <summary>
/// Tells OpenLineage of one pass over a run: of the run, of each model, seed and snapshot that it builds, and of the tests of each relation. The run is the
/// pipeline's, and stays the same when it is retried: it then starts again. What fails here is logged, and costs the run nothing.
/// </summary>
/// <param name="warehouse">Is asked only where somebody is told.</param>
internal sealed partial class RunEmitter(
    EventSender sender, WarehouseColumns warehouse, IModelTargets targets, string engine, TenantId tenant, ModelsRun run, TimeProvider time, ILogger logger)
{
    /// <summary>A tenant has one project: its run is one job, whatever the project is called.</summary>
    private const string RunJob = "models";
    private const string Batch = "BATCH";
    private const string Dbt = "DBT";
    private const string AsksForRows = "execute";

    private readonly ConcurrentDictionary<string, LineageJob> _open = new(StringComparer.Ordinal);
    private readonly ParentRun _parent = new(run.Run, tenant.ToString(), RunJob);
    private TestOutcomes? _tests;
    private TenantProject? _project;
    private RunDatasets? _datasets;
    private ProcessingEngine? _engine;

    /// <summary>To be called before the run moves its nodes to where it builds them.</summary>
    public async Task EnterAsync(TenantProject project, CancellationToken cancellationToken)
    {
        if (!sender.IsOn) return;
        (_project, _datasets, _tests) = (project, new RunDatasets(project, tenant, targets), new TestOutcomes(project));
        try
        {
            if (await warehouse.VersionAsync(tenant, run.Run, cancellationToken) is { } version) _engine = new(engine, version);
            var schemas = project.Manifest.Sources.Values.Select(source => source.Schema).Concat(project.Built.Select(node => node.Schema)).Distinct(StringComparer.Ordinal).ToList();
            if (schemas.Count > 0) _datasets.Know(await warehouse.ReadAsync(tenant, run.Run, schemas, null, cancellationToken));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.NotTold(logger, tenant, run.Run, exception.Message);
        }
    }

    public void Started() => Guard(() => Send(RunState.Start, run.Run, Job(), null, _datasets?.Sources.Select(name => new InputDataset(name)), null, null));

    public void Completed(IReadOnlyList<PublishedMart> marts) => End(RunState.Complete, null, _datasets is null ? null : marts
        .Select(mart => (Name: _datasets.Published(WarehouseNames.Marts, mart.Name), mart.Rows)).Where(mart => mart.Name is not null).Select(mart => new OutputDataset(mart.Name!) { Statistics = new(mart.Rows) }));

    public void Failed(string reason) => End(RunState.Fail, reason, null);

    public void Cancelled() => End(RunState.Abort, null, null);

    /// <summary>Called from the run's threads.</summary>
    public void On(Models.Runs.Events.RunEvent happened)
    {
        if (_datasets is null || happened is not NodeStarted { Node: var node }) return;
        Guard(() =>
        {
            _datasets.Building();
            if (node is ManifestNode built && _datasets.NameOf(built.UniqueId) is not null) Open(built.UniqueId, NodeJob(built), _datasets.Inputs(built), [_datasets.Output(built)]);
            else if (_tests!.SubjectOf(node) is { } subject && _datasets.NameOf(subject.UniqueId) is not null) OpenTests(subject);
        });
    }

    /// <summary>Called when the node is measured and recorded.</summary>
    public async Task FinishedAsync(EngineResult result, NodeResult recorded, CancellationToken cancellationToken)
    {
        if (_datasets is null) return;
        if (recorded.IsTest) _tests!.Add(result.Node, recorded);
        if (result.Node is not ManifestNode node || _datasets.NameOf(node.UniqueId) is null || !_open.TryRemove(node.UniqueId, out var job)) return;
        try
        {
            var at = result.Timing.Count > 0 ? result.Timing[^1].CompletedAt : time.GetUtcNow();
            if (recorded.Status != NodeStatus.Success)
            {
                Send(RunState.Fail, IdOf(node.UniqueId), job, recorded.Error ?? "It was not built.", _datasets.Inputs(node), [_datasets.Output(node)], at);
                return;
            }
            _tests!.Counted(node, recorded.Rows);
            var columns = await warehouse.ReadAsync(tenant, run.Run, [node.Schema], node.Alias, cancellationToken);
            if (columns.Values.FirstOrDefault() is { } known) _datasets.Know(node.UniqueId, known);
            var sql = node.ResourceType == ResourceType.Seed ? null : result.CompiledCode;
            // What a template has read of rows may stand in the SQL as values.
            if (sql is not null && node.CompileInputs?.AdapterCalls.Contains(AsksForRows) != true) job = job with { Sql = new(_datasets.Published(sql), targets.Dialect.Name) };
            var lineage = sql is null ? null : _datasets.Lineage(node, sql);
            var statistics = recorded is { Rows: null, Bytes: null } ? null : new OutputStatistics(recorded.Rows, recorded.Bytes);
            Send(RunState.Complete, IdOf(node.UniqueId), job, null, _datasets.Inputs(node), [_datasets.Output(node, lineage, statistics)], at);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.NotTold(logger, tenant, run.Run, exception.Message);
            Send(RunState.Complete, IdOf(node.UniqueId), job, null, _datasets.Inputs(node), [_datasets.Output(node)]);
        }
    }

    /// <summary>Called when a quality check is recorded.</summary>
    public void Checked(GraphNode subject, string kind, string? column, NodeResult recorded)
    {
        if (_datasets?.NameOf(subject.UniqueId) is null) return;
        Guard(() =>
        {
            OpenTests(subject);
            _tests!.Add(subject, new TestOutcome(recorded.Name, kind, column, recorded));
        });
    }

    private void End(RunState state, string? error, IEnumerable<OutputDataset>? outputs) => Guard(() =>
    {
        if (_datasets is not null && state != RunState.Abort)
        {
            foreach (var tested in _tests!.Results.Where(tested => _open.ContainsKey(tested.Job)))
            {
                _open.TryRemove(tested.Job, out var job);
                Send(tested.Failed is null ? RunState.Complete : RunState.Fail, IdOf(tested.Job), job!, tested.Failed, [tested.Of(_datasets.Input(tested.Subject.UniqueId))], null);
            }
        }
        // Whatever was under way when the run ended never came to an end of its own.
        foreach (var (id, job) in _open) Send(RunState.Abort, IdOf(id), job, null, null, null);
        _open.Clear();
        Send(state, run.Run, Job(), error, _datasets?.Sources.Select(name => new InputDataset(name)), outputs, null);
    });

    private void OpenTests(GraphNode subject) => Open(TestOutcomes.JobOf(subject), TestJob(subject), [_datasets!.Input(subject.UniqueId)], []);

    private void Open(string id, LineageJob job, IReadOnlyList<InputDataset> inputs, IReadOnlyList<OutputDataset> outputs)
    {
        if (_open.TryAdd(id, job)) Send(RunState.Start, IdOf(id), job, null, inputs, outputs);
    }

    private Guid IdOf(string id) => NodeRunId.Of(run.Run, run.Retries, id);

    private LineageJob Job() => new(tenant.ToString(), RunJob) { Type = new(Batch, Dbt, "JOB"), Documentation = _project is null ? null : $"The models of {_project.Name}" };

    private LineageJob NodeJob(ManifestNode node) =>
        new(tenant.ToString(), node.UniqueId) { Type = new(Batch, Dbt, node.ResourceType.Name().ToUpperInvariant()), Documentation = node.Description.Length > 0 ? node.Description : null };

    private LineageJob TestJob(GraphNode subject) => new(tenant.ToString(), TestOutcomes.JobOf(subject)) { Type = new(Batch, Dbt, "TEST") };

    private void Send(RunState state, Guid id, LineageJob job, string? error, IEnumerable<InputDataset>? inputs, IEnumerable<OutputDataset>? outputs, DateTimeOffset? at = null) =>
        sender.Send(new RunEvent(state, at ?? time.GetUtcNow(), new LineageRun(id) { Parent = id == run.Run ? null : _parent, Engine = _engine, Error = error is null ? null : new(error, "SQL") }, job)
        {
            Inputs = [.. inputs ?? []], Outputs = [.. outputs ?? []],
        });

    private void Guard(Action tell)
    {
        if (!sender.IsOn) return;
        try
        {
            tell();
        }
        catch (Exception exception)
        {
            Log.NotTold(logger, tenant, run.Run, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4021, LogLevel.Warning, "Some of run {Run} of {Tenant} was not told to OpenLineage: {Why}")]
        public static partial void NotTold(ILogger logger, TenantId tenant, Guid run, string why);
    }
}
