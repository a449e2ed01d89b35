using System.Globalization;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Publishing;
using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Rollbacks;

/// <summary>Returns the readers of a tenant to what its last publication replaced.</summary>
public sealed class ModelRollback(
    IModelTargets targets, TenantProjects projects, RollbackStore store, IStatementMeter meter, IOptions<TransformationOptions> options, TimeProvider time)
{
    private static readonly TimeSpan HeldPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HeldRetry = TimeSpan.FromMilliseconds(200);

    /// <param name="askedBy">Null to go on with one that broke off.</param>
    /// <exception cref="Fault">
    /// The warehouse cannot be used now. Where it still could be asked, readers see what they saw, and that is its end; otherwise it goes on by itself.
    /// </exception>
    internal async Task<RollbackAnswer> RunAsync(TenantModels known, string? askedBy, CancellationToken cancellationToken)
    {
        using var target = await targets.OpenAsync(known.Tenant, projects.ThreadsOf(known), cancellationToken);
        var sessions = new TaggedSessions(target, known.Tenant, null, meter, time, "rollback");
        for (var asked = time.GetTimestamp(); ; await Task.Delay(HeldRetry, time, cancellationToken))
        {
            try
            {
                using var publication = await OpenAsync(known, target, sessions, cancellationToken);
                return await RunAsync(known.Tenant, askedBy, publication, target, sessions, cancellationToken);
            }
            catch (Fault fault) when (fault.Reason == EngineThread.HeldByAnother)
            {
                // A run that has just ended lets go in a moment.
                if (await store.FindUnderWayAsync(known.Tenant, cancellationToken) is { } run) return UnderWay(run);
                if (time.GetElapsedTime(asked) > HeldPatience) return new RollbackAnswer.RunUnderWay(fault.Message);
            }
        }
    }

    private async Task<RollbackAnswer> RunAsync(TenantId tenant, string? askedBy, Publication publication, IModelTarget target, TaggedSessions sessions, CancellationToken cancellationToken) =>
        await store.BeginAsync(tenant, askedBy, cancellationToken) switch
        {
            RollbackStart.RunUnderWay(var run) => UnderWay(run),
            RollbackStart.NothingLeft => new RollbackAnswer.NothingKept("It has ended."),
            RollbackStart.NothingPublished => new RollbackAnswer.NothingKept("No run of the tenant was published yet."),
            RollbackStart.OtherEngine(var run, var engine) => new RollbackAnswer.NothingKept($"Run {run} was carried out by {engine}, and nothing of what it replaced is kept."),
            RollbackStart.Done(var view) => new RollbackAnswer.Returned(view),
            // From here on it goes on whoever asks, so it does not end with the request.
            RollbackStart.Begun(var view, var resumed) => await ReturnAsync(tenant, view, resumed, publication, target, sessions),
            var other => throw new InvalidOperationException($"{other} is unknown."),
        };

    private static RollbackAnswer.RunUnderWay UnderWay(Guid run) => new($"The models of run {run} are not done. Wait until it has ended, or cancel it.");

    private async Task<RollbackAnswer> ReturnAsync(TenantId tenant, RollbackView view, bool resumed, Publication publication, IModelTarget target, TaggedSessions sessions)
    {
        if (await IsSeenAsync())
        {
            try
            {
                await EngineThread.RunAsync(() => publication.Rollback(CancellationToken.None), sessions);
            }
            catch (Fault fault)
            {
                // An answer may have been lost after all was done: the warehouse knows.
                if (await IsSeenAsync())
                {
                    await store.RefusedAsync(tenant, view.Run, fault.Message, CancellationToken.None);
                    if (fault is not { Kind: FaultKind.Rejected, InnerException: PublishException refused }) throw;
                    return refused.Failure == PublishFailure.NothingKept ? new RollbackAnswer.NothingKept(refused.Message) : new RollbackAnswer.Blocked(refused.Message);
                }
            }
        }
        else if (!resumed)
        {
            var reason = $"Readers do not see what run {view.TakesBack} published: it was replaced or taken back by hand.";
            await store.RefusedAsync(tenant, view.Run, reason, CancellationToken.None);
            return new RollbackAnswer.NothingKept(reason);
        }
        var marts = await EngineThread.RunAsync(() => Marts(publication, target.Adapter), sessions);
        return new RollbackAnswer.Returned(await store.ReturnedAsync(tenant, view, marts, CancellationToken.None));

        Task<bool> IsSeenAsync() => EngineThread.RunAsync(() => publication.IsPublishedBy(view.TakesBack.ToString()), sessions);
    }

    private async Task<Publication> OpenAsync(TenantModels known, IModelTarget target, TaggedSessions sessions, CancellationToken cancellationToken)
    {
        var publish = new PublishOptions { Run = "", LockTimeout = options.Value.SwapLockTimeout, Patience = options.Value.RollbackPatience };
        var project = await Task.Run(() => Load(known, target.Adapter), cancellationToken);
        return await EngineThread.RunAsync(
            () => project is null ? Publication.Open(target.Adapter, publish, time, cancellationToken) : Publication.Open(project, target.Adapter, publish, time, cancellationToken), sessions);
    }

    /// <summary>Null where the project is invalid now, which may be why somebody wants to return.</summary>
    private Manifest? Load(TenantModels known, IAdapter adapter)
    {
        try
        {
            return projects.Load(known, adapter, Guid.CreateVersion7()).Manifest;
        }
        catch (Fault fault) when (fault.Kind == FaultKind.Rejected)
        {
            return null;
        }
    }

    /// <summary>What readers see now.</summary>
    private static List<PublishedMart> Marts(Publication publication, IAdapter adapter) =>
        [.. publication.Published().Where(place => place.Schema == WarehouseNames.Marts).Select(mart => new PublishedMart(mart.Name, Count(publication.Render(mart), adapter)))];

    /// <summary>0 where it cannot be counted, as a view whose rows have become invalid: readers see it all the same.</summary>
    private static long Count(string mart, IAdapter adapter)
    {
        using var connection = adapter.Connect(Publication.Session, CancellationToken.None);
        try
        {
            return Convert.ToInt64(connection.Execute($"select count(*) from {mart}", fetch: true).Table.Rows[0][0], CultureInfo.InvariantCulture);
        }
        catch (AdapterException)
        {
            return 0;
        }
    }
}
