using ControlPlane.Models.Publishing;
using ControlPlane.Transformation.Lineage;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Quality;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Runs;

/// <summary>Opens what one pass over a run needs, has it run, and closes it again whatever happens.</summary>
public sealed class RunPassFactory(
    IModelTargets targets, TenantProjects projects, RunStore store, QualityStore history, RelationRecorder relations, IStatementMeter meter, IOptions<TransformationOptions> options, TimeProvider time)
{
    internal async Task RunAsync(TenantModels known, ModelsRun run, RunJournal journal, CancellationToken cancellationToken)
    {
        var tenant = known.Tenant;
        await using var watch = new CancelWatch(store, tenant, run.Run, options.Value.CancelPoll, time, cancellationToken);
        using var target = await targets.OpenAsync(tenant, projects.ThreadsOf(known), cancellationToken);
        var sessions = new TaggedSessions(target, tenant, run.Run, meter, time);
        var project = await Task.Run(() => projects.Load(known, target.Adapter, run.Run), cancellationToken);
        journal.Project = project.Name;
        await journal.Lineage.EnterAsync(project, cancellationToken);
        var publish = new PublishOptions { Run = run.Run.ToString(), LockTimeout = options.Value.SwapLockTimeout, Patience = options.Value.SwapPatience };
        // The lease alone cannot stop a worker that was frozen and wakes up in the middle of a swap; holding the relations does.
        using var publication = await EngineThread.RunAsync(() => Publication.Open(project.Manifest, target.Adapter, publish, time, watch.Token), sessions);
        var quality = new QualityPass(project, target, sessions, journal, history, tenant, run.Run, projects.ThreadsOf(known), time);
        await new RunPass(project, target, sessions, publication, run, journal, store, quality, tenant, projects.ThreadsOf(known), time).RunAsync(watch, cancellationToken);
        await relations.RecordAsync(known, project, run.Run, cancellationToken);
    }
}
