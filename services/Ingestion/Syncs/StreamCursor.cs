using System.Text.Json.Nodes;
using ControlPlane.Ingestion.Batches;
using ControlPlane.Reconciliation;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>Up to where a stream has been read: moves only with a batch.</summary>
internal sealed class StreamCursor(ControlDatabase database, TimeProvider time)
{
    public async Task<StreamPosition> GetAsync(Batch batch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        var (state, boundary, moves) = await connection.QuerySingleOrDefaultAsync<(string? State, string? Boundary, long Moves)>(new CommandDefinition(
            "SELECT state, boundary, moves FROM ingestion.stream_state WHERE tenant = @tenant AND source = @Source AND stream = @Stream",
            new { tenant = batch.Tenant.ToString(), batch.Source, batch.Stream }, cancellationToken: cancellationToken));
        return new StreamPosition(state is null ? null : JsonNode.Parse(state) as JsonObject, Boundary.Parse(boundary), moves);
    }

    /// <exception cref="Fault">
    /// The cursor is no longer where this sync began, because a batch before it was refused and moved it back: read again from there, or
    /// those rows would be passed over.
    /// </exception>
    public async Task MoveAsync(NpgsqlTransaction transaction, Batch batch, StreamPosition before, StreamPosition after, long bytes, CancellationToken cancellationToken)
    {
        var moved = await transaction.Connection!.ExecuteScalarAsync<bool?>(new CommandDefinition("""
            UPDATE ingestion.batches SET cursor_before = @before::jsonb, cursor_after = @after::jsonb, boundary_before = @boundaryBefore::jsonb, raw_bytes = @bytes WHERE batch = @Id;
            INSERT INTO ingestion.stream_state AS s (tenant, source, stream, state, boundary, batch, updated_at)
            VALUES (@tenant, @Source, @Stream, @after::jsonb, @boundary::jsonb, @Id, @now)
            ON CONFLICT (tenant, source, stream) DO UPDATE SET state = EXCLUDED.state, boundary = EXCLUDED.boundary, batch = EXCLUDED.batch, moves = s.moves + 1, updated_at = EXCLUDED.updated_at
            WHERE s.moves = @Moves
            RETURNING true;
            """,
            new
            {
                tenant = batch.Tenant.ToString(),
                batch.Id,
                batch.Source,
                batch.Stream,
                before = before.State?.ToJsonString(),
                after = after.State?.ToJsonString(),
                boundaryBefore = before.Boundary?.ToJson(),
                boundary = after.Boundary?.ToJson(),
                before.Moves,
                bytes,
                now = time.GetUtcNow(),
            },
            transaction, cancellationToken: cancellationToken));
        if (moved is null)
            throw new Fault(FaultKind.Unavailable, "CursorMoved", $"The cursor of {batch.Source}.{batch.Stream} was moved back while it was read, because a batch before was refused; it is read again from there.");
    }

    /// <summary>Moves the cursor back to before a batch that does not get to the warehouse, so that the next sync reads its rows again.</summary>
    /// <returns>False when another batch has moved it on meanwhile: it stays where it is.</returns>
    public async Task<bool> RestoreAsync(NpgsqlTransaction transaction, Batch batch, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            UPDATE ingestion.stream_state s SET state = b.cursor_before, boundary = b.boundary_before, moves = s.moves + 1, updated_at = @now
            FROM ingestion.batches b WHERE b.batch = @Id AND s.batch = b.batch
            """, new { batch.Id, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken)) > 0;
}
