using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Ingestion.Fairness;
using ControlPlane.Ingestion.Syncs;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Runs;

/// <summary>
/// Starts runs. While a source syncs, the next run of it queues behind; what is asked for after that is the run that already waits,
/// since it will see everything that the source has by then.
/// </summary>
internal sealed class RunStarter(ServiceState<IngestionModule> state, TimeProvider time)
{
    /// <summary>In the caller's transaction.</summary>
    /// <param name="sources">Empty: every source of the spec.</param>
    /// <param name="idempotencyKey">A repeated call with the same one returns the same run; null: every call counts.</param>
    public async Task<RunStart> StartAsync(
        NpgsqlTransaction transaction, TenantId tenant, IReadOnlyList<string> sources, string trigger, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (await TenantStore.LockAsync(transaction, tenant, cancellationToken) is not { } row) return new RunStart.UnknownTenant();
        if (idempotencyKey is not null && await KeptAsync(transaction, tenant, idempotencyKey, cancellationToken) is { } kept) return new RunStart.Started(kept, IsNew: false);
        var unknown = sources.Where(source => !row.Spec.Sources.ContainsKey(source)).ToList();
        if (unknown.Count > 0) return new RunStart.UnknownSources(unknown);
        IReadOnlyList<string> wanted = sources.Count > 0 ? [.. sources.Distinct()] : [.. row.Spec.Sources.Keys];
        if (wanted.Count == 0) return new RunStart.NoSources();
        var waiting = await WaitingAsync(transaction, tenant, wanted, cancellationToken);
        var run = waiting ?? await InsertAsync(transaction, tenant, wanted, trigger, cancellationToken);
        if (idempotencyKey is not null)
            await transaction.Connection!.ExecuteAsync(new CommandDefinition("INSERT INTO ingestion.run_keys (tenant, key, run) VALUES (@tenant, @idempotencyKey, @run)",
                new { tenant = tenant.ToString(), idempotencyKey, run }, transaction, cancellationToken: cancellationToken));
        return new RunStart.Started(run, IsNew: waiting is null);
    }

    private static Task<Guid?> KeptAsync(NpgsqlTransaction transaction, TenantId tenant, string key, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "SELECT run FROM ingestion.run_keys WHERE tenant = @tenant AND key = @key", new { tenant = tenant.ToString(), key }, transaction, cancellationToken: cancellationToken));

    /// <summary>A run that has not begun to read and will read all of these sources.</summary>
    private static Task<Guid?> WaitingAsync(NpgsqlTransaction transaction, TenantId tenant, IReadOnlyList<string> wanted, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteScalarAsync<Guid?>(new CommandDefinition("""
            SELECT r.run FROM ingestion.runs r JOIN ingestion.syncs s USING (run)
            WHERE r.tenant = @tenant AND r.state = 'running' AND r.finished_at IS NULL AND r.trigger NOT IN ('push', 'replay', 'backfill')
            GROUP BY r.run HAVING bool_and(s.state = 'queued') AND array_agg(s.source) @> @wanted
            ORDER BY r.run LIMIT 1
            """, new { tenant = tenant.ToString(), wanted = wanted.ToArray() }, transaction, cancellationToken: cancellationToken));

    /// <summary>A run of its own, whatever else waits.</summary>
    public async Task<Guid> InsertAsync(NpgsqlTransaction transaction, TenantId tenant, IReadOnlyList<string> wanted, string trigger, CancellationToken cancellationToken)
    {
        var (run, now) = (Guid.CreateVersion7(time.GetUtcNow()), time.GetUtcNow());
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO ingestion.runs (run, tenant, trigger, state, started_at) VALUES (@run, @tenant, @trigger, 'running', @now);
            INSERT INTO ingestion.syncs (run, tenant, source, state) SELECT @run, @tenant, source, 'queued' FROM unnest(@wanted) AS source;
            """, new { run, tenant = tenant.ToString(), trigger, now, wanted = wanted.ToArray() }, transaction, cancellationToken: cancellationToken));
        await state.Outbox.AddAsync(transaction, new RunStarted(tenant, run, trigger, wanted, now), cancellationToken);
        foreach (var source in wanted)
        {
            await state.Outbox.AddAsync(transaction, new StageChanged(tenant, run, Stages.Sync, source, StageStatus.Pending, 1, now, null), cancellationToken);
            await state.Work.MakeDueAsync(transaction, tenant.ToString(), SyncReconciler.KindName, source, cancellationToken, priority: RunPriority.Of(trigger));
        }
        return run;
    }
}

/// <summary>What came of asking for a run.</summary>
internal abstract record RunStart
{
    /// <param name="IsNew">False when the run was there already: by its key, or because it had not begun.</param>
    public sealed record Started(Guid Run, bool IsNew) : RunStart;

    public sealed record UnknownTenant : RunStart;

    public sealed record UnknownSources(IReadOnlyList<string> Names) : RunStart;

    public sealed record NoSources : RunStart;
}
