using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Compilation;
using ControlPlane.Transformation.Engines;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Runs.Publishing;

/// <summary>
/// Puts a run's builds in place of what readers see, all in one transaction, and removes builds that nobody will publish. Works through
/// the session that holds the tenant's relations.
/// </summary>
internal sealed partial class Publisher(
    IModelEngine engine, IWarehouseSession session, TenantId tenant, Guid run, TransformationOptions options, TimeProvider time, Random random, ILogger logger)
{
    private readonly QueryTag _tag = new(tenant, "publish", run);
    private readonly Backoff _pause = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    public Task<IReadOnlyList<ObservedRelation>> ObserveAsync(BoundProject project, CancellationToken cancellationToken) =>
        engine.ObserveAsync(session, _tag, project.Binding.Schemas, cancellationToken);

    /// <summary>The swap of this run has been committed: what stands under the models' own names carries its mark.</summary>
    public bool IsPublished(IReadOnlyList<ObservedRelation> observed) => observed.Any(relation => relation.Marker?.Run == run && !BuildNames.IsBuild(relation.Name));

    /// <exception cref="Fault">Rejected when something that is not ours is in the way; Unavailable when readers never let go.</exception>
    public async Task PublishAsync(CompiledProject project, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var observed = await ObserveAsync(project.Bound, cancellationToken);
            var dependents = await engine.FindDependentsAsync(session, _tag, SwapPlan.Replaced(project, observed), cancellationToken);
            var plan = SwapPlan.For(project, observed, dependents);
            try
            {
                await session.ExecuteAsync(_tag, Statements(plan), cancellationToken);
                return;
            }
            catch (Fault fault) when (engine.IsInTheWay(fault))
            {
                // Readers that come meanwhile wait behind us, so we wait only briefly and let them through in between.
                if (time.GetElapsedTime(started) > options.SwapPatience)
                    throw new Fault(FaultKind.Unavailable, "ReadersInTheWay", $"Readers have held the marts of {tenant} for {options.SwapPatience}; the models could not be published.", fault);
                Log.SwapWaits(logger, tenant, run, attempt);
                await Task.Delay(_pause.After(attempt, random), time, cancellationToken);
            }
        }
    }

    /// <summary>Drops builds, ours only: of this run, or those that dead runs left. What cannot be dropped now is left for the next run.</summary>
    public async Task DropBuildsAsync(IReadOnlyList<ObservedRelation> observed, CancellationToken cancellationToken)
    {
        var builds = observed.Where(relation => relation.Ours && relation.Marker is not null && BuildNames.IsBuild(relation.Name)).ToList();
        if (builds.Count == 0) return;
        try
        {
            await session.ExecuteAsync(_tag, [engine.WaitAtMost(options.SwapLockTimeout), .. engine.Drop(builds)], cancellationToken);
        }
        catch (Fault fault)
        {
            Log.BuildsNotDropped(logger, tenant, run, builds.Count, fault.Message);
        }
    }

    private IReadOnlyList<string> Statements(SwapPlan plan) =>
        [engine.WaitAtMost(options.SwapLockTimeout), .. engine.Drop(plan.Drop), .. plan.Rename.SelectMany(rename => engine.Rename(rename.Build, rename.Name))];

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Information, "Readers hold the marts of {Tenant}; publishing run {Run} is tried again, attempt {Attempt}")]
        public static partial void SwapWaits(ILogger logger, TenantId tenant, Guid run, int attempt);

        [LoggerMessage(4011, LogLevel.Warning, "Could not drop {Count} builds of {Tenant} in run {Run}, the next run will: {Reason}")]
        public static partial void BuildsNotDropped(ILogger logger, TenantId tenant, Guid run, int count, string reason);
    }
}
