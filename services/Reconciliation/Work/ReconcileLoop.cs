using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ControlPlane.Reconciliation.Work;

/// <summary>Claims due rows of one kind, has its reconciler do them, renews their leases meanwhile and records how each pass ended.</summary>
public sealed partial class ReconcileLoop(
    IReconciler reconciler, WorkQueue queue, WakeUps wakeUps, TimeProvider time, Random random, ILogger<ReconcileLoop> logger) : BackgroundService
{
    private const string Synced = "Synced";

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly string _owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly string _channel = $"{queue.Schema}/{reconciler.Kind}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        reconciler.Limits.Budget?.Join(reconciler.Kind, () => wakeUps.Wake(_channel));
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await ClaimAsync(stoppingToken);
                await wakeUps.WaitAsync(_channel, PollInterval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        await Task.WhenAll(_running.Keys);
    }

    private async Task ClaimAsync(CancellationToken stoppingToken)
    {
        var limits = reconciler.Limits;
        var free = limits.Concurrency - _running.Count;
        if (limits.Budget is { } budget && free > 0) free = budget.Take(reconciler.Kind, free);
        if (free <= 0) return;
        var claimed = 0;
        try
        {
            foreach (var lease in await queue.ClaimAsync(reconciler.Kind, _owner, free, limits, stoppingToken))
            {
                claimed++;
                Track(Task.Run(() => WorkAsync(lease, stoppingToken), CancellationToken.None), limits.Budget);
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            Log.ClaimFailed(logger, reconciler.Kind, exception.Message);
        }
        finally
        {
            limits.Budget?.Return(reconciler.Kind, free - claimed, unused: true);
        }
    }

    private void Track(Task work, WorkBudget? budget)
    {
        _running[work] = 0;
        // A finished pass frees a place: look for more at once.
        work.ContinueWith(done =>
        {
            _running.TryRemove(done, out _);
            budget?.Return(reconciler.Kind, 1);
            wakeUps.Wake(_channel);
        }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task WorkAsync(Lease lease, CancellationToken stoppingToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var finished = new CancellationTokenSource();
        var renewal = RenewAsync(lease, ended, finished.Token);
        try
        {
            var outcome = await PassAsync(lease, ended.Token);
            await finished.CancelAsync();
            await renewal;
            if (outcome is not null) await CompleteAsync(lease, outcome);
        }
        catch (Exception exception)
        {
            Log.PassNotRecorded(logger, exception, lease.Item.Kind, lease.Item.Tenant, lease.Item.Key);
        }
        finally
        {
            await finished.CancelAsync();
        }
    }

    /// <summary>Null when this worker may not write any more.</summary>
    private async Task<WorkQueue.Outcome?> PassAsync(Lease lease, CancellationToken cancellationToken)
    {
        var item = lease.Item;
        try
        {
            var pass = await reconciler.ReconcileAsync(item, lease, cancellationToken);
            return new WorkQueue.Outcome(pass.Next, pass.Remove, 0, Recovered(pass, item).Aggregate(item.Conditions, (all, one) => all.With(one, time.GetUtcNow())), pass.Priority);
        }
        catch (LeaseLostException)
        {
            Log.LeaseLost(logger, item.Kind, item.Tenant, item.Key);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping, or the lease is gone: if it is still ours the row is due again at once, so that somebody goes on.
            return new WorkQueue.Outcome(TimeSpan.Zero, false, item.Failures, item.Conditions);
        }
        catch (Exception exception)
        {
            Log.PassFailed(logger, exception, item.Kind, item.Tenant, item.Key, item.Failures + 1);
            return Failed(item, exception as Fault ?? new Fault(FaultKind.Unavailable, "Unavailable", exception.Message, exception));
        }
    }

    private WorkQueue.Outcome Failed(WorkItem item, Fault fault)
    {
        var backoff = reconciler.Limits.Backoff;
        TimeSpan? after = fault.Kind switch
        {
            FaultKind.Rejected => null,
            FaultKind.Unavailable => fault.RetryAfter ?? backoff.After(item.Failures + 1, random),
            _ => fault.RetryAfter ?? backoff.Longest,
        };
        var condition = new Condition(Synced, ConditionStatus.False, fault.Reason, fault.Message, item.Generation);
        return new WorkQueue.Outcome(after, false, item.Failures + 1, item.Conditions.With(condition, time.GetUtcNow()));
    }

    /// <summary>A pass that succeeded after a failed one ends what the failure had said, unless it speaks of that itself.</summary>
    private static IEnumerable<Condition> Recovered(Pass pass, WorkItem item)
    {
        var failed = item.Conditions.Any(condition => condition is { Type: Synced, Status: not ConditionStatus.True });
        var silent = !pass.Conditions.Any(condition => condition.Type == Synced);
        return failed && silent ? pass.Conditions.Append(new Condition(Synced, ConditionStatus.True, "Passed", "The last pass succeeded.", item.Generation)) : pass.Conditions;
    }

    /// <summary>Cancels the pass once the lease is lost, or once it has run out while the database could not be asked.</summary>
    private async Task RenewAsync(Lease lease, CancellationTokenSource ended, CancellationToken finished)
    {
        var leaseTime = reconciler.Limits.LeaseTime;
        using var timer = new PeriodicTimer(leaseTime / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(finished))
            {
                try
                {
                    var renewal = await queue.RenewAsync(lease, leaseTime, finished);
                    if (renewal == WorkQueue.Renewal.Lost) break;
                    // A locked row may be past its lease by the time it is unlocked: renew it soon after that.
                    var next = renewal == WorkQueue.Renewal.Locked ? leaseTime / 30 : leaseTime / 3;
                    if (timer.Period != next) timer.Period = next;
                }
                catch (Exception exception) when (!finished.IsCancellationRequested)
                {
                    Log.RenewalFailed(logger, lease.Item.Kind, lease.Item.Tenant, lease.Item.Key, exception.Message);
                    if (time.GetUtcNow() >= lease.Until) break;
                }
            }
            await ended.CancelAsync();
        }
        catch (OperationCanceledException) when (finished.IsCancellationRequested)
        {
        }
    }

    /// <summary>Tries for as long as the lease lasts: work that is done should not be repeated because the database was away for a moment.</summary>
    private async Task CompleteAsync(Lease lease, WorkQueue.Outcome outcome)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await queue.CompleteAsync(lease, outcome, CancellationToken.None);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException && attempt < 5 && time.GetUtcNow() < lease.Until)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), time);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Warning, "Could not look for due {Kind} work, will try again: {Reason}")]
        public static partial void ClaimFailed(ILogger logger, string kind, string reason);

        [LoggerMessage(1011, LogLevel.Warning, "A pass over {Kind} {Tenant}/{Key} failed, failure {Failures} in a row")]
        public static partial void PassFailed(ILogger logger, Exception exception, string kind, string tenant, string key, int failures);

        [LoggerMessage(1012, LogLevel.Warning, "Another worker took over {Kind} {Tenant}/{Key}")]
        public static partial void LeaseLost(ILogger logger, string kind, string tenant, string key);

        [LoggerMessage(1013, LogLevel.Warning, "Could not renew the lease on {Kind} {Tenant}/{Key}: {Reason}")]
        public static partial void RenewalFailed(ILogger logger, string kind, string tenant, string key, string reason);

        [LoggerMessage(1014, LogLevel.Warning, "Could not record how the pass over {Kind} {Tenant}/{Key} ended; it will be repeated once its lease ends")]
        public static partial void PassNotRecorded(ILogger logger, Exception exception, string kind, string tenant, string key);
    }
}
