using ControlPlane.Contracts;
using ControlPlane.Transformation.Compilation;
using ControlPlane.Transformation.Engines;
using ControlPlane.Transformation.Runs.Building;
using ControlPlane.Transformation.Runs.Publishing;
using ControlPlane.Transformation.Runs.Testing;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Runs;

/// <summary>Opens what one pass over a run needs, has it run, and closes it again whatever happens.</summary>
public sealed class RunPassFactory(IWarehouse warehouse, IModelEngine engine, RunStore store, IOptions<TransformationOptions> options, TimeProvider time, ILogger<RunPassFactory> logger)
{
    internal const string HeldByAnother = "HeldByAnother";

    private static readonly TimeSpan HeldRetry = TimeSpan.FromSeconds(1);

    /// <param name="attempt">Higher than that of every earlier attempt at the run.</param>
    internal async Task RunAsync(BoundProject project, TenantId tenant, ModelsRun run, RunJournal journal, long attempt, CancellationToken cancellationToken)
    {
        journal.Project = project.Project.Name;
        var tag = new QueryTag(tenant, "publish", run.Run);
        await using var watch = new CancelWatch(store, tenant, run.Run, options.Value.CancelPoll, time, cancellationToken);
        await using var conductor = await warehouse.OpenAsync(tenant, WarehouseRole.Transformer, cancellationToken);
        // The lease alone cannot stop a worker that was frozen and wakes up in the middle of a swap; this does.
        if (!await engine.TryHoldAsync(conductor, tag, cancellationToken))
            throw new Fault(FaultKind.Unavailable, HeldByAnother, $"Another worker still holds the models of tenant {tenant}.") { RetryAfter = HeldRetry };
        try
        {
            await using var sessions = new WorkerSessions(warehouse, engine, tenant, run.Run);
            var publisher = new Publisher(engine, conductor, tenant, run.Run, options.Value, time, Random.Shared, logger);
            var pass = new RunPass(project, run, journal, store, tenant, publisher, new ModelBuilder(engine, sessions, tenant, run.Run, time), new TestRunner(sessions, tenant, run.Run, time));
            await pass.RunAsync(BuildNames.Suffix(run.Run, attempt), watch, cancellationToken);
        }
        finally
        {
            await ReleaseAsync(conductor, tag);
        }
    }

    /// <summary>The connection goes back to a pool, so ending it is not enough. When it is broken, the server has let go already.</summary>
    private async Task ReleaseAsync(IWarehouseSession conductor, QueryTag tag)
    {
        try
        {
            await engine.ReleaseAsync(conductor, tag, CancellationToken.None);
        }
        catch (Fault)
        {
        }
    }
}
