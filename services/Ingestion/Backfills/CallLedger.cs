using ControlPlane.Ingestion.Batches;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Backfills;

/// <summary>What a read of a stream cost, and what it covers: later backfills are priced and cut by it.</summary>
internal static class CallLedger
{
    /// <summary>In the transaction that lands the batch.</summary>
    public static Task AddAsync(NpgsqlTransaction transaction, Batch batch, long bytes, ReadCalls read, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            UPDATE ingestion.batches SET requests = @Requests, raw_bytes = @bytes WHERE batch = @Id;
            INSERT INTO ingestion.stream_coverage AS c (tenant, source, stream, from_at) SELECT @tenant, @Source, @Stream, @CoversFrom WHERE @CoversFrom::timestamptz IS NOT NULL
            ON CONFLICT (tenant, source, stream) DO UPDATE SET from_at = EXCLUDED.from_at;
            """,
            new { batch.Id, tenant = batch.Tenant.ToString(), batch.Source, batch.Stream, read.Requests, read.CoversFrom, bytes }, transaction, cancellationToken: cancellationToken));
}

/// <param name="CoversFrom">Where the first sync of a stream began; null for every other read.</param>
internal sealed record ReadCalls(int Requests, DateTimeOffset? CoversFrom);
