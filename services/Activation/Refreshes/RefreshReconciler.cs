using ControlPlane.Activation.Tenants;
using ControlPlane.Clients.PowerBi;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using Microsoft.Extensions.Options;

namespace ControlPlane.Activation.Refreshes;

/// <summary>
/// Starts a BI refresh and follows it to its end, a look a pass: no worker waits. What counts is a refresh that began after the run's
/// models were published; while an earlier one runs, ours waits for its end. Which was first is told by the service's clock and ours.
/// </summary>
internal sealed partial class RefreshReconciler(
    RefreshStore store, PowerBiClients clients, TenantStore tenants, IOptions<ActivationOptions> options, TimeProvider time, ILogger<RefreshReconciler> logger) : IReconciler
{
    public const string WorkKind = "refresh";

    private const int AsksBeforeForgotten = 2;

    public string Kind => WorkKind;

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        if (await store.NextAsync(TenantId.Parse(item.Tenant), item.Key, cancellationToken) is not { } work) return Pass.Done();
        try
        {
            return await AdvanceAsync(lease, work, cancellationToken);
        }
        catch (Exception exception) when (PassFailures.Count(exception))
        {
            var fault = Translate(exception);
            if (fault.Kind == FaultKind.Unavailable && work.Attempts + 1 < options.Value.PassAttempts && !work.Cancelled)
            {
                await store.RecordAttemptAsync(lease, work, cancellationToken);
                throw fault;
            }
            return await FinishAsync(lease, work, work.Cancelled ? StageStatus.Cancelled : StageStatus.Failed, work.Cancelled ? null : fault.Message, cancellationToken);
        }
    }

    private async Task<Pass> AdvanceAsync(Lease lease, RefreshWork work, CancellationToken cancellationToken)
    {
        if (work.Cancelled && !work.Posting) return await FinishAsync(lease, work, StageStatus.Cancelled, null, cancellationToken);
        if (!work.Begun) work = await store.BeginAsync(lease, work, cancellationToken);
        // A refresh that runs is followed even when the quota is used up; a new one would only fail for want of it.
        var spec = work.RefreshId is null && !work.Cancelled ? await tenants.ActiveSpecAsync(work.Tenant, cancellationToken) : await tenants.SpecAsync(work.Tenant, cancellationToken);
        var client = await clients.OpenAsync(work.Tenant, spec, work.Definition.Connection, cancellationToken);
        var late = time.GetUtcNow() - work.StartedAt > work.Definition.Timeout;
        if (work.Cancelled || late)
        {
            await CancelAsync(client, work, cancellationToken);
            return await FinishAsync(
                lease, work, work.Cancelled ? StageStatus.Cancelled : StageStatus.Failed, work.Cancelled ? null : $"TimedOut: the refresh had not ended after {work.Definition.Timeout}.", cancellationToken);
        }
        return work.Handle is { } handle ? await LookAsync(lease, work, client, handle, cancellationToken) : await StartAsync(lease, work, client, cancellationToken);
    }

    private async Task<Pass> StartAsync(Lease lease, RefreshWork work, PowerBiClient client, CancellationToken cancellationToken)
    {
        var newest = await NewestAsync(client, work, cancellationToken);
        // A pass was cut off around its request: a refresh that was not there before is taken for the one it asked for.
        if (work.Posting && newest is not null && newest.RequestId != work.NewestBefore) return await FollowAsync(lease, work, newest.HandleIn(work.Definition.Target), adopted: false, cancellationToken);
        if (newest is { IsRunning: true })
        {
            if (newest.StartTime >= work.PublishedAt) return await FollowAsync(lease, work, newest.HandleIn(work.Definition.Target), adopted: true, cancellationToken);
            return await WaitAsync(lease, work, cancellationToken);
        }
        await store.RecordPostingAsync(lease, work, newest?.RequestId, cancellationToken);
        var started = await client.StartRefreshAsync(work.Definition.Target, work.Definition.Request, cancellationToken);
        if (started.Outcome != StartOutcome.AlreadyRunning) return await FollowAsync(lease, work, started.Refresh, adopted: false, cancellationToken);
        // Somebody was quicker. The next pass looks at when theirs began.
        await store.RecordNoneAsync(lease, work, cancellationToken);
        return await WaitAsync(lease, work, cancellationToken);
    }

    private async Task<Pass> LookAsync(Lease lease, RefreshWork work, PowerBiClient client, RefreshHandle handle, CancellationToken cancellationToken)
    {
        if (await FindAsync(client, work, handle, cancellationToken) is not { } state)
        {
            await store.RecordNoneAsync(lease, work, cancellationToken);
            return Pass.Again(TimeSpan.Zero);
        }
        if (state.IsRunning) return await WaitAsync(lease, work, cancellationToken);
        if (state.Succeeded) return await FinishAsync(lease, work, StageStatus.Succeeded, null, cancellationToken);
        if (!work.Adopted) return await FinishAsync(lease, work, StageStatus.Failed, Explain(state), cancellationToken);
        // What somebody else started came to nothing: now ours.
        await store.RecordNoneAsync(lease, work, cancellationToken);
        return Pass.Again(TimeSpan.Zero);
    }

    /// <summary>
    /// Null when the service has no memory of the refresh any more: what became of it nobody can tell, and another one does no harm.
    /// One that was just started may not be known yet, so it is asked for again before it is given up.
    /// </summary>
    private static async Task<RefreshState?> FindAsync(PowerBiClient client, RefreshWork work, RefreshHandle handle, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetRefreshAsync(handle, cancellationToken);
        }
        catch (PowerBiException exception) when (exception.Status == System.Net.HttpStatusCode.NotFound)
        {
            if (work.Attempts < AsksBeforeForgotten) throw new Fault(FaultKind.Unavailable, "RefreshUnknown", $"Power BI: {exception.Message}", exception);
            return null;
        }
    }

    private async Task<Pass> FollowAsync(Lease lease, RefreshWork work, RefreshHandle handle, bool adopted, CancellationToken cancellationToken)
    {
        await store.RecordFollowedAsync(lease, work, handle, adopted, cancellationToken);
        Log.Following(logger, work.Name, work.Tenant, handle.RefreshId, adopted);
        return Pass.Again((work with { Looks = 0 }).NextLook);
    }

    private async Task<Pass> WaitAsync(Lease lease, RefreshWork work, CancellationToken cancellationToken)
    {
        await store.RecordLookAsync(lease, work, cancellationToken);
        return Pass.Again(work.NextLook);
    }

    /// <summary>Cancels what is ours and can be cancelled; that it is over already is as good.</summary>
    private static async Task CancelAsync(PowerBiClient client, RefreshWork work, CancellationToken cancellationToken)
    {
        var handle = work.Handle;
        if (handle is null && work.Posting && await NewestAsync(client, work, cancellationToken) is { IsRunning: true } newest && newest.RequestId != work.NewestBefore)
            handle = newest.HandleIn(work.Definition.Target);
        if (handle is not { Enhanced: true } || work.Adopted) return;
        try
        {
            await client.CancelRefreshAsync(handle, cancellationToken);
        }
        catch (PowerBiException exception) when (!exception.IsTransient)
        {
            // Over, or gone.
        }
    }

    private static async Task<RefreshEntry?> NewestAsync(PowerBiClient client, RefreshWork work, CancellationToken cancellationToken) =>
        await client.ListRefreshesAsync(work.Definition.Target, 1, cancellationToken) is [var newest, ..] ? newest : null;

    private async Task<Pass> FinishAsync(Lease lease, RefreshWork work, StageStatus status, string? error, CancellationToken cancellationToken)
    {
        await store.FinishAsync(lease, work, status, error, cancellationToken);
        Log.Finished(logger, work.Name, work.Tenant, work.Run, status);
        // The next run that waits.
        return Pass.Again(TimeSpan.Zero);
    }

    private static string Explain(RefreshState state)
    {
        var said = string.Join("; ", state.Messages.Where(message => message.Type != "Warning").Select(message => message.Code is null ? message.Message : $"{message.Code}: {message.Message}"));
        var text = said.Length == 0 ? $"The service ended the refresh as {state.Status}." : $"The service ended the refresh as {state.Status}: {said}";
        return text.Length > 1000 ? text[..1000] + "..." : text;
    }

    private static Fault Translate(Exception exception) => exception switch
    {
        Fault fault => fault,
        PowerBiException refusal => Translate(refusal),
        _ => new Fault(FaultKind.Unavailable, "Unexpected", $"Failed unexpectedly: {exception.GetType().Name}; see the log.", exception),
    };

    /// <summary>What another try may mend is tried again: 404 too, since a refresh that was just started may not be listed yet.</summary>
    private static Fault Translate(PowerBiException exception) =>
        new(exception.IsTransient || exception.Status == System.Net.HttpStatusCode.Conflict || exception.Code == "RefreshNotFound" ? FaultKind.Unavailable : FaultKind.Rejected, "PowerBi" + exception.Code, $"Power BI: {exception.Message}", exception)
        {
            RetryAfter = exception.RetryAfter,
        };

    private static partial class Log
    {
        [LoggerMessage(5020, LogLevel.Information, "Refresh {Refresh} of {Tenant} follows {RefreshId}, adopted: {Adopted}")]
        public static partial void Following(ILogger logger, string refresh, TenantId tenant, string refreshId, bool adopted);

        [LoggerMessage(5021, LogLevel.Information, "Refresh {Refresh} of {Tenant} in run {Run} ended: {Status}")]
        public static partial void Finished(ILogger logger, string refresh, TenantId tenant, Guid run, StageStatus status);
    }
}
