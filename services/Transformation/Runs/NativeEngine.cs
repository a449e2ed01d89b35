using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Models.Publishing;
using ControlPlane.Transformation.Lineage;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Quality;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Runs;

/// <summary>Our own engine of models: opens what one pass over a run needs, has it run, and closes it again whatever happens.</summary>
internal sealed class NativeEngine(
    IModelTargets targets, TenantProjects projects, RunStore store, QualityStore history, RelationRecorder relations, IStatementMeter meter, IOptions<TransformationOptions> options, TimeProvider time) : IModelEngine
{
    public string Name => ModelEngines.Native;

    public async Task<TimeSpan?> RunAsync(TenantModels known, ModelsRun run, RunJournal journal, CancellationToken cancellationToken)
    {
        var tenant = known.Tenant;
        await using var watch = new CancelWatch(store, tenant, run.Run, options.Value.CancelPoll, time, cancellationToken);
        using var target = await targets.OpenAsync(tenant, projects.ThreadsOf(known), cancellationToken);
        var sessions = new TaggedSessions(target, tenant, run.Run, meter, time);
        if (await IsPublishedAsync(run, journal, target, sessions, cancellationToken)) return null;
        var project = await Task.Run(() => projects.Load(known, target.Adapter, run.Run), cancellationToken);
        journal.Project = project.Name;
        await journal.Lineage.EnterAsync(project, cancellationToken);
        var publish = new PublishOptions { Run = run.Run.ToString(), LockTimeout = options.Value.SwapLockTimeout, Patience = options.Value.SwapPatience };
        // The lease alone cannot stop a worker that was frozen and wakes up in the middle of a swap; holding the relations does.
        using (var publication = await EngineThread.RunAsync(() => Publication.Open(project.Manifest, target.Adapter, publish, time, watch.Token), sessions))
        {
            var quality = new QualityPass(project, target, sessions, journal, history, tenant, run.Run, projects.ThreadsOf(known), time);
            await new RunPass(project, target, sessions, publication, run, journal, store, quality, tenant, projects.ThreadsOf(known), time).RunAsync(watch, cancellationToken);
        }
        await relations.RecordAsync(known, project, run.Run, cancellationToken);
        return null;
    }

    /// <summary>
    /// What became of a swap whose answer an earlier pass did not live to record. Asked of the warehouse before anything else can go wrong: neither a
    /// cancellation nor a project that has errors by now changes what readers see.
    /// </summary>
    private async Task<bool> IsPublishedAsync(ModelsRun run, RunJournal journal, IModelTarget target, TaggedSessions sessions, CancellationToken cancellationToken)
    {
        if (journal.Publishing is not { } marts) return false;
        if (!await EngineThread.RunAsync(() => PublishedRuns.Contains(target.Adapter, run.Run.ToString(), cancellationToken), sessions))
        {
            await journal.NotPublishedAsync(cancellationToken);
            return false;
        }
        await journal.PublishedAsync(await store.NodesAsync(sessions.Tenant, run.Run, cancellationToken), marts, cancellationToken);
        return true;
    }
}
