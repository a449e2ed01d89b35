using ControlPlane.Activation.Destinations;
using ControlPlane.Activation.Planning;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Activation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Activation.Activations;

/// <summary>
/// The rows of activations under way. Whatever is recorded of a batch - what was sent, what failed, the counters, and the ledger for
/// others - is recorded in one transaction, guarded by the lease.
/// </summary>
internal sealed class ActivationStore(ServiceState<ActivationModule> state, TimeProvider time)
{
    private const string Counters = "version AS Version, started_at AS StartedAt, selected AS Selected, created AS Created, updated AS Updated, unchanged AS Unchanged, failed AS Failed";

    /// <summary>The earliest run of the activation that is not finished; later ones wait.</summary>
    public async Task<ActivationWork?> NextAsync(TenantId tenant, string activation, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<NextRow>(new CommandDefinition("""
            SELECT a.run AS Run, a.definition::text AS Definition, a.selected_at IS NOT NULL AS Selected, r.cancelled_at IS NOT NULL AS Cancelled, a.attempts AS Attempts
            FROM activation.activations a JOIN activation.runs r USING (tenant, run)
            WHERE a.tenant = @tenant AND a.activation = @activation AND a.finished_at IS NULL ORDER BY a.published_at, a.run LIMIT 1
            """, new { tenant = tenant.ToString(), activation }, cancellationToken: cancellationToken));
        return row is null ? null : new ActivationWork(tenant, activation, row.Run, DefinitionJson.Read<ActivationDefinition>(row.Definition), row.Selected, row.Cancelled, row.Attempts);
    }

    public static Task ClearOutgoingAsync(NpgsqlTransaction transaction, ActivationWork work, CancellationToken cancellationToken) =>
        ExecuteAsync(transaction, "DELETE FROM activation.outgoing WHERE tenant = @tenant AND activation = @Name AND run = @Run", work, cancellationToken);

    public async Task RecordSelectionAsync(Lease lease, NpgsqlTransaction transaction, ActivationWork work, SelectionCounts counts, CancellationToken cancellationToken)
    {
        await lease.GuardAsync(transaction, cancellationToken);
        var row = await transaction.Connection!.QuerySingleAsync<CounterRow>(new CommandDefinition($"""
            UPDATE activation.activations SET status = 'Running', version = version + 1, selected_at = @now, started_at = @now, attempts = 0,
                selected = @Selected, unchanged = @Unchanged, failed = @Failed, vanished = @Vanished
            WHERE tenant = @tenant AND activation = @Name AND run = @Run RETURNING {Counters}
            """, new { tenant = work.Tenant.ToString(), work.Name, work.Run, now = time.GetUtcNow(), counts.Selected, counts.Unchanged, counts.Failed, counts.Vanished },
            transaction, cancellationToken: cancellationToken));
        await KeepFailuresAsync(transaction, work, counts.Failures, cancellationToken);
        await AnnounceAsync(transaction, work, row, StageStatus.Running, null, cancellationToken);
    }

    /// <summary>The next rows to send, in the order in which they were selected: the same ones until they are recorded.</summary>
    public async Task<IReadOnlyList<OutgoingRow>> NextBatchAsync(ActivationWork work, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        var rows = await connection.QueryAsync<OutgoingRow>(new CommandDefinition("""
            SELECT seq AS Seq, key AS Key, hash AS Hash, properties AS Properties FROM activation.outgoing
            WHERE tenant = @tenant AND activation = @Name AND run = @Run ORDER BY seq LIMIT @BatchSize
            """, new { tenant = work.Tenant.ToString(), work.Name, work.Run, work.Definition.Destination.BatchSize }, cancellationToken: cancellationToken));
        return rows.AsList();
    }

    /// <summary>Records the outcome of every row of a batch.</summary>
    /// <param name="announce">Whether to tell others how far it is.</param>
    /// <returns>True when the run was cancelled meanwhile.</returns>
    public async Task<bool> RecordBatchAsync(
        Lease lease, ActivationWork work, IReadOnlyList<OutgoingRow> batch, IReadOnlyList<RowOutcome> outcomes, bool announce, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        var taken = Enumerable.Range(0, batch.Count).Where(index => outcomes[index].Kind != RowOutcomeKind.Failed).ToList();
        var row = await connection.QuerySingleAsync<CounterRow>(new CommandDefinition($"""
            DELETE FROM activation.outgoing WHERE tenant = @tenant AND activation = @Name AND run = @Run AND seq BETWEEN @first AND @last;
            INSERT INTO activation.sent (tenant, activation, key, hash, run, sent_at)
            SELECT @tenant, @Name, row.key, row.hash, @Run, @now FROM unnest(@keys, @hashes) AS row (key, hash)
            ON CONFLICT ON CONSTRAINT sent_key DO UPDATE SET hash = EXCLUDED.hash, run = EXCLUDED.run, sent_at = EXCLUDED.sent_at;
            UPDATE activation.activations SET attempts = 0, version = version + @raise,
                created = created + @created, updated = updated + @updated, unchanged = unchanged + @unchanged, failed = failed + @failed
            WHERE tenant = @tenant AND activation = @Name AND run = @Run
            RETURNING {Counters}, (SELECT cancelled_at IS NOT NULL FROM activation.runs WHERE tenant = @tenant AND run = @Run) AS Cancelled
            """,
            new
            {
                tenant = work.Tenant.ToString(), work.Name, work.Run, now = time.GetUtcNow(),
                first = batch[0].Seq,
                last = batch[^1].Seq,
                keys = taken.Select(index => batch[index].Key).ToArray(),
                hashes = taken.Select(index => batch[index].Hash).ToArray(),
                raise = announce ? 1 : 0,
                created = outcomes.LongCount(outcome => outcome.Kind == RowOutcomeKind.Created),
                updated = outcomes.LongCount(outcome => outcome.Kind == RowOutcomeKind.Updated),
                unchanged = outcomes.LongCount(outcome => outcome.Kind == RowOutcomeKind.Unchanged),
                failed = outcomes.LongCount(outcome => outcome.Kind == RowOutcomeKind.Failed),
            }, transaction, cancellationToken: cancellationToken));
        await KeepFailuresAsync(transaction, work, [.. batch.Zip(outcomes).Where(pair => pair.Second.Reason is not null).Select(pair => new FailedRow(pair.First.Key, pair.Second.Reason!))], cancellationToken);
        if (announce) await AnnounceAsync(transaction, work, row, StageStatus.Running, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row.Cancelled;
    }

    /// <summary>Counts a pass that failed.</summary>
    public async Task RecordAttemptAsync(Lease lease, ActivationWork work, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        await ExecuteAsync(transaction, "UPDATE activation.activations SET attempts = attempts + 1 WHERE tenant = @tenant AND activation = @Name AND run = @Run", work, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Ends the activation. Rows that were selected and not sent count as failed for the reason; of a cancelled one they do not count as
    /// selected any more.
    /// </summary>
    /// <param name="error">Why it failed; null when the share of failed rows decides.</param>
    public async Task<StageStatus> FinishAsync(Lease lease, ActivationWork work, string? error, bool cancelled, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        if (error is not null) await KeepFailuresAsync(transaction, work, await UnsentSampleAsync(transaction, work, error, cancellationToken), cancellationToken);
        await ClearOutgoingAsync(transaction, work, cancellationToken);
        var row = await connection.QuerySingleAsync<CounterRow>(new CommandDefinition($"""
            UPDATE activation.activations SET version = version + 1, finished_at = @now,
                selected = CASE WHEN @cancelled THEN created + updated + unchanged + failed ELSE selected END,
                failed = CASE WHEN @cancelled THEN failed ELSE selected - created - updated - unchanged END
            WHERE tenant = @tenant AND activation = @Name AND run = @Run RETURNING {Counters}
            """, new { tenant = work.Tenant.ToString(), work.Name, work.Run, now = time.GetUtcNow(), cancelled }, transaction, cancellationToken: cancellationToken));
        var problem = error ?? (row.Failed > work.Definition.MaxFailedShare * row.Selected
            ? $"{row.Failed} of {row.Selected} rows failed, more than the share of {work.Definition.MaxFailedShare} that maxFailedShare allows. They are sent again by the next run."
            : null);
        var status = cancelled ? StageStatus.Cancelled : problem is null ? StageStatus.Succeeded : StageStatus.Failed;
        await connection.ExecuteAsync(new CommandDefinition("""
            UPDATE activation.activations SET status = @status, error = @problem WHERE tenant = @tenant AND activation = @Name AND run = @Run;
            DELETE FROM activation.activations WHERE tenant = @tenant AND activation = @Name AND finished_at IS NOT NULL AND run IN (
                SELECT run FROM activation.activations WHERE tenant = @tenant AND activation = @Name ORDER BY published_at DESC, run DESC OFFSET 100);
            """, new { tenant = work.Tenant.ToString(), work.Name, work.Run, status = status.ToString(), problem = status == StageStatus.Failed ? problem : null }, transaction, cancellationToken: cancellationToken));
        await AnnounceAsync(transaction, work, row, status, status == StageStatus.Failed ? problem : null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return status;
    }

    private async Task AnnounceAsync(NpgsqlTransaction transaction, ActivationWork work, CounterRow row, StageStatus status, string? error, CancellationToken cancellationToken)
    {
        var final = status != StageStatus.Running;
        var taken = row.Created + row.Updated + row.Unchanged;
        await state.Outbox.AddAsync(transaction, new ActivationAccounted(
            work.Tenant, work.Run, work.Name, row.Version, row.Selected, row.Created, row.Updated, row.Unchanged, row.Failed, final), cancellationToken);
        await state.Outbox.AddAsync(transaction, new StageChanged(
            work.Tenant, work.Run, Stages.Activate, work.Name, status, row.Version, row.StartedAt, final ? time.GetUtcNow() : null, row.Selected, taken, row.Failed, error), cancellationToken);
    }

    private static async Task<IReadOnlyList<FailedRow>> UnsentSampleAsync(NpgsqlTransaction transaction, ActivationWork work, string reason, CancellationToken cancellationToken)
    {
        var keys = await transaction.Connection!.QueryAsync<string>(new CommandDefinition(
            $"SELECT key FROM activation.outgoing WHERE tenant = @tenant AND activation = @Name AND run = @Run ORDER BY seq LIMIT {FailedRow.Sample}",
            new { tenant = work.Tenant.ToString(), work.Name, work.Run }, transaction, cancellationToken: cancellationToken));
        return [.. keys.Select(key => new FailedRow(key, reason))];
    }

    private Task KeepFailuresAsync(NpgsqlTransaction transaction, ActivationWork work, IReadOnlyList<FailedRow> failures, CancellationToken cancellationToken) =>
        failures.Count == 0 ? Task.CompletedTask : transaction.Connection!.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO activation.failed_rows (tenant, activation, run, key, reason, failed_at)
            SELECT @tenant, @Name, @Run, row.key, row.reason, @now FROM unnest(@keys, @reasons) WITH ORDINALITY AS row (key, reason, place)
            WHERE row.place + (SELECT count(*) FROM activation.failed_rows WHERE tenant = @tenant AND activation = @Name AND run = @Run) <= {FailedRow.Sample}
            """,
            new
            {
                tenant = work.Tenant.ToString(), work.Name, work.Run, now = time.GetUtcNow(),
                keys = failures.Select(failure => failure.Key.Length > 500 ? failure.Key[..500] : failure.Key).ToArray(),
                reasons = failures.Select(failure => failure.Reason).ToArray(),
            }, transaction, cancellationToken: cancellationToken));

    private static Task ExecuteAsync(NpgsqlTransaction transaction, string sql, ActivationWork work, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, new { tenant = work.Tenant.ToString(), work.Name, work.Run }, transaction, cancellationToken: cancellationToken));

    private sealed record NextRow(Guid Run, string Definition, bool Selected, bool Cancelled, int Attempts);

    private sealed class CounterRow
    {
        public long Version { get; init; }

        public DateTime StartedAt { get; init; }

        public long Selected { get; init; }

        public long Created { get; init; }

        public long Updated { get; init; }

        public long Unchanged { get; init; }

        public long Failed { get; init; }

        public bool Cancelled { get; init; }
    }
}
