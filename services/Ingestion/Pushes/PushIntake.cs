using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Ingestion.Batches;
using ControlPlane.Ingestion.RawFiles;
using ControlPlane.Ingestion.Runs;
using ControlPlane.Lake;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Ingestion.Pushes;

/// <summary>
/// Takes pushed records into a batch of a run of its own. The answer is given once the object is durable and its ledger is written;
/// validation and load follow as for any batch. An object is announced before it is published and recorded afterwards: no connection to
/// the database is held while the lake is written, and what a crash in between leaves there is found and removed.
/// </summary>
internal sealed class PushIntake(ServiceState<IngestionModule> state, ILake lake, BatchStore batches, IOptions<IngestionOptions> options, TimeProvider time) : IDisposable
{
    // Well below the connections that there are; a body that still comes in holds no place.
    private const int LandedAtOnce = 20;

    private readonly SemaphoreSlim _landing = new(LandedAtOnce);

    /// <summary>The batch that an idempotency key stands for; null when there is none.</summary>
    public static Task<KeptPush?> FindAsync(NpgsqlConnection connection, TenantId tenant, string source, string key, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<KeptPush>(new CommandDefinition("""
            SELECT b.run AS Run, b.batch AS BatchId, b.read AS Rows, b.stream AS Stream, k.content AS Content
            FROM ingestion.push_keys k JOIN ingestion.batches b USING (batch) WHERE k.tenant = @tenant AND k.source = @source AND k.key = @key
            """, new { tenant = tenant.ToString(), source, key }, cancellationToken: cancellationToken));

    /// <summary>Whether a body that comes with the key of a push is that very push again.</summary>
    /// <exception cref="PushRefusedException">It cannot be read.</exception>
    public async Task<bool> IsAgainAsync(KeptPush kept, string stream, Stream body, CancellationToken cancellationToken) =>
        kept.Is(stream, await Lines().ReadAsync(body, NoSink.Instance, cancellationToken));

    /// <param name="body">NDJSON, unpacked; it is read as it comes and never held whole.</param>
    /// <returns>The batch, and whether it is new: false when another push with the key was faster. Null when the tenant is gone.</returns>
    /// <exception cref="PushRefusedException">Nothing was taken.</exception>
    public async Task<(PushedBatch Batch, bool IsNew)?> TakeAsync(TenantId tenant, string source, string stream, string? key, Stream body, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var place = new UnfinishedPush(tenant, source, stream, DateOnly.FromDateTime(startedAt.UtcDateTime), Guid.CreateVersion7(startedAt));
        await using var upload = await lake.CreateAsync(place.Raw, cancellationToken);
        await using var writer = new RawWriter(tenant, upload.Content, time);
        var content = await Lines().ReadAsync(body, writer, cancellationToken);
        if (writer.Rows == 0) throw PushRefusedException.Invalid("The body has no records: send one JSON object a line.");
        await writer.CompleteAsync(cancellationToken);
        var bytes = await upload.SealAsync(cancellationToken);
        await _landing.WaitAsync(cancellationToken);
        try
        {
            return await LandAsync(new Push(place, key, content, startedAt, writer.Rows, bytes), upload, cancellationToken);
        }
        finally
        {
            _landing.Release();
        }
    }

    public void Dispose() => _landing.Dispose();

    private async Task<(PushedBatch Batch, bool IsNew)?> LandAsync(Push push, LakeUpload upload, CancellationToken cancellationToken)
    {
        var (isKnown, kept) = await AnnounceAsync(push, cancellationToken);
        if (!isKnown) return null;
        if (kept is not null) return (kept, false);
        await upload.CommitAsync(cancellationToken);
        await CompletenessMarker.AddAsync(lake, push.Place.Raw.SuccessMarker(push.Run), new CompletenessEntry(push.Run, $"{push.Run}.jsonl.gz", push.Rows, push.Bytes), cancellationToken);
        if (await RecordAsync(push, cancellationToken) is { } recorded) return (recorded, true);
        await WithdrawAsync(push, cancellationToken);
        await using var connection = await state.Database.OpenTenantAsync(push.Tenant.ToString(), cancellationToken);
        if (push.Key is not null && await FindAsync(connection, push.Tenant, push.Source, push.Key, cancellationToken) is { } faster) return (Again(faster, push), false);
        throw PushRefusedException.NotRecorded();
    }

    /// <summary>Whether there is still such a tenant; and what was taken under the key before.</summary>
    private async Task<(bool IsKnown, PushedBatch? Kept)> AnnounceAsync(Push push, CancellationToken cancellationToken)
    {
        var tenant = push.Tenant.ToString();
        await using var connection = await state.Database.OpenTenantAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await HoldTenantAsync(transaction, push, cancellationToken)) return (false, null);
        if (push.Key is not null && await FindAsync(connection, push.Tenant, push.Source, push.Key, cancellationToken) is { } kept) return (true, Again(kept, push));
        await state.Work.MakeDueAsync(transaction, tenant, UnfinishedPushReconciler.KindName, push.Place.Key, cancellationToken, time.GetUtcNow() + options.Value.UnfinishedPushTime);
        await transaction.CommitAsync(cancellationToken);
        return (true, null);
    }

    /// <summary>Null when another push with the key was faster, or this one was given up meanwhile because it took so long.</summary>
    private async Task<PushedBatch?> RecordAsync(Push push, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenTenantAsync(push.Tenant.ToString(), cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await state.Work.TryRemoveAsync(transaction, push.Tenant.ToString(), UnfinishedPushReconciler.KindName, push.Place.Key, cancellationToken)
            || !await HoldTenantAsync(transaction, push, cancellationToken)) return null;
        var batch = await InsertAsync(transaction, push, cancellationToken);
        if (!await KeepKeyAsync(transaction, push, batch, cancellationToken)) return null;
        var landed = batch with { Read = push.Rows, Landed = push.Rows, State = BatchStates.Landed };
        await batches.WriteAsync(transaction, landed, new BatchStage(Stages.Validate, StageStatus.Pending, push.Rows), cancellationToken);
        await state.Work.MakeDueAsync(transaction, push.Tenant.ToString(), BatchReconciler.KindName, batch.Id.ToString(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new PushedBatch(push.Run, batch.Id, push.Rows);
    }

    /// <exception cref="PushRefusedException">The key stands for other records.</exception>
    private static PushedBatch Again(KeptPush kept, Push push) => kept.Is(push.Stream, push.Content) ? kept.Batch : throw PushRefusedException.KeyReused(push.Key!);

    private async Task WithdrawAsync(Push push, CancellationToken cancellationToken)
    {
        await push.Place.RemoveAsync(lake, cancellationToken);
        await using var connection = await state.Database.OpenTenantAsync(push.Tenant.ToString(), cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await state.Work.TryRemoveAsync(transaction, push.Tenant.ToString(), UnfinishedPushReconciler.KindName, push.Place.Key, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Shared, so that pushes do not wait for each other, but the tenant is not removed meanwhile. False when it is gone.</summary>
    private static async Task<bool> HoldTenantAsync(NpgsqlTransaction transaction, Push push, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteScalarAsync<int?>(new CommandDefinition(
            "SELECT 1 FROM ingestion.tenants WHERE tenant = @tenant FOR SHARE", new { tenant = push.Tenant.ToString() }, transaction, cancellationToken: cancellationToken)) is not null;

    private async Task<Batch> InsertAsync(NpgsqlTransaction transaction, Push push, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO ingestion.runs (run, tenant, trigger, state, started_at) VALUES (@Run, @tenant, 'push', 'running', @StartedAt);
            INSERT INTO ingestion.syncs (run, tenant, source, state, records, started_at, finished_at) VALUES (@Run, @tenant, @Source, 'succeeded', @Rows, @StartedAt, @now);
            """, new { push.Run, tenant = push.Tenant.ToString(), push.StartedAt, push.Source, push.Rows, now }, transaction, cancellationToken: cancellationToken));
        var batch = await batches.OpenAsync(transaction, push.Tenant, push.Run, push.Source, push.Stream, cancellationToken);
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE ingestion.batches SET raw_bytes = @Bytes WHERE batch = @Id", new { push.Bytes, batch.Id }, transaction, cancellationToken: cancellationToken));
        await state.Outbox.AddAsync(transaction, new RunStarted(push.Tenant, push.Run, RunTriggers.Push, [push.Source], push.StartedAt), cancellationToken);
        await state.Outbox.AddAsync(transaction, new StageChanged(
            push.Tenant, push.Run, Stages.Sync, push.Source, StageStatus.Succeeded, 1, push.StartedAt, now, push.Rows, push.Rows), cancellationToken);
        return batch;
    }

    /// <summary>False when another push has the key. One that is about to commit with it is waited for.</summary>
    private static async Task<bool> KeepKeyAsync(NpgsqlTransaction transaction, Push push, Batch batch, CancellationToken cancellationToken) =>
        push.Key is null || await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "INSERT INTO ingestion.push_keys (tenant, source, key, batch, content) VALUES (@tenant, @Source, @Key, @Id, @Content) ON CONFLICT ON CONSTRAINT push_keys_key DO NOTHING",
            new { tenant = push.Tenant.ToString(), push.Source, push.Key, batch.Id, push.Content }, transaction, cancellationToken: cancellationToken)) == 1;

    private PushLines Lines() => new(options.Value.MaxPushBytes, options.Value.MaxRowBytes);

    private sealed record Push(UnfinishedPush Place, string? Key, string Content, DateTimeOffset StartedAt, long Rows, long Bytes)
    {
        public TenantId Tenant => Place.Tenant;

        public string Source => Place.Source;

        public string Stream => Place.Stream;

        public Guid Run => Place.Run;
    }
}

/// <summary>What was taken.</summary>
internal sealed record PushedBatch(Guid Run, Guid Batch, long Rows);

/// <summary>A push that was taken under a key.</summary>
/// <param name="Content">Null when that was not kept.</param>
internal sealed record KeptPush(Guid Run, Guid BatchId, long Rows, string Stream, string? Content)
{
    public PushedBatch Batch => new(Run, BatchId, Rows);

    public bool Is(string stream, string content) => Stream == stream && (Content is null || Content == content);
}
