using ControlPlane.Contracts;
using ControlPlane.Ingestion.Runs;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Ingestion.Schedules;

/// <summary>
/// Starts a run of the sources that share a schedule when its time has come. The next time is counted from now, so that times missed
/// while nothing ran, or while the tenant was suspended, make up one run and not many.
/// </summary>
internal sealed class ScheduleReconciler(ServiceState<IngestionModule> state, TenantStore tenants, RunStarter runs, IOptions<IngestionOptions> options, TimeProvider time) : IReconciler
{
    public const string KindName = "schedule";

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public string Kind => KindName;

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        var (tenant, key, now) = (TenantId.Parse(item.Tenant), ScheduleKey.Parse(item.Key), time.GetUtcNow());
        if (await tenants.FindAsync(tenant, cancellationToken) is not { } row) return Pass.Finished();
        if (row.Suspended) return TenantStore.Wait(item);
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        var due = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT next_fire_at AS NextFireAt FROM ingestion.schedules WHERE tenant = @Tenant AND cron = @Cron AND time_zone = @TimeZone",
            new { item.Tenant, key.Cron, key.TimeZone }, transaction, cancellationToken: cancellationToken));
        if (due is null) return Pass.Finished();
        var fires = due.NextFireAt is { } at && new DateTimeOffset(at) <= now;
        if (due.NextFireAt is { } later && !fires) return Pass.Again(Shorter(new DateTimeOffset(later) - now));
        var next = ScheduleJitter.Next(item.Tenant, key, now, options.Value);
        if (fires)
        {
            var sources = row.Spec.Sources.Where(source => source.Value.Schedule is { } schedule && new ScheduleKey(schedule.Cron, schedule.TimeZone) == key).Select(source => source.Key);
            await runs.StartAsync(transaction, tenant, [.. sources], RunTriggers.Schedule, null, cancellationToken);
        }
        await RecordAsync(transaction, item.Tenant, key, next, fires ? now : null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return next is null ? Pass.Done() : Pass.Again(Shorter(next.Value - now));
    }

    private static TimeSpan Shorter(TimeSpan wait) => wait < LongestWait ? wait : LongestWait;

    private static Task RecordAsync(NpgsqlTransaction transaction, string tenant, ScheduleKey key, DateTimeOffset? next, DateTimeOffset? fired, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            UPDATE ingestion.schedules SET next_fire_at = @next, last_fire_at = COALESCE(@fired, last_fire_at) WHERE tenant = @tenant AND cron = @Cron AND time_zone = @TimeZone
            """, new { tenant, key.Cron, key.TimeZone, next, fired }, transaction, cancellationToken: cancellationToken));

    private sealed record Row(DateTime? NextFireAt);
}
