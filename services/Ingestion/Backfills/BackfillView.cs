using ControlPlane.Contracts;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Backfills;

/// <param name="State"><c>running</c>, <c>paused</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Slices">In the order in which they are read; empty in a list.</param>
internal sealed record BackfillView(
    Guid Backfill, string Source, string Stream, DateTimeOffset From, DateTimeOffset To, string State, long SlicesDone, long SlicesTotal, long Calls, string? Error,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, IReadOnlyList<SliceView> Slices)
{
    public static async Task<IReadOnlyList<BackfillView>> ListAsync(NpgsqlConnection connection, TenantId tenant, string source, Guid? backfill, CancellationToken cancellationToken)
    {
        var arguments = new { tenant = tenant.ToString(), source, backfill };
        var rows = await connection.QueryAsync<Row>(new CommandDefinition("""
            SELECT b.backfill AS Backfill, b.source AS Source, b.stream AS Stream, b.from_at AS From, b.to_at AS To, b.state AS State,
                count(*) FILTER (WHERE s.state = 'succeeded') AS SlicesDone, count(s.position) AS SlicesTotal, COALESCE(sum(l.requests), 0)::bigint AS Calls,
                b.error AS Error, b.created_at AS CreatedAt, b.finished_at AS FinishedAt
            FROM ingestion.backfills b LEFT JOIN ingestion.backfill_slices s USING (backfill) LEFT JOIN ingestion.batches l USING (run)
            WHERE b.tenant = @tenant AND b.source = @source AND b.backfill = COALESCE(@backfill, b.backfill)
            GROUP BY b.backfill ORDER BY b.backfill DESC LIMIT 100
            """, arguments, cancellationToken: cancellationToken));
        IReadOnlyList<SliceView> slices = backfill is null ? [] : await SlicesAsync(connection, backfill.Value, cancellationToken);
        return [.. rows.Select(row => row.ToView(slices))];
    }

    private static async Task<IReadOnlyList<SliceView>> SlicesAsync(NpgsqlConnection connection, Guid backfill, CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync<SliceRow>(new CommandDefinition("""
            SELECT s.from_at AS From, s.to_at AS To, s.state AS State, s.run AS Run, COALESCE(l.read, 0) AS Records, l.requests AS Calls, COALESCE(l.error, y.error) AS Error
            FROM ingestion.backfill_slices s LEFT JOIN ingestion.syncs y USING (run) LEFT JOIN ingestion.batches l USING (run)
            WHERE s.backfill = @backfill ORDER BY s.position
            """, new { backfill }, cancellationToken: cancellationToken))).Select(row => new SliceView(row.From, row.To, row.State, row.Run, row.Records, row.Calls, row.Error))];

    private sealed record Row(
        Guid Backfill, string Source, string Stream, DateTime From, DateTime To, string State, long SlicesDone, long SlicesTotal, long Calls, string? Error, DateTime CreatedAt, DateTime? FinishedAt)
    {
        public BackfillView ToView(IReadOnlyList<SliceView> slices) => new(Backfill, Source, Stream, From, To, State, SlicesDone, SlicesTotal, Calls, Error, CreatedAt, FinishedAt, slices);
    }

    private sealed record SliceRow(DateTime From, DateTime To, string State, Guid? Run, long Records, int? Calls, string? Error);
}

internal sealed record SliceView(DateTimeOffset From, DateTimeOffset To, string State, Guid? Run, long Records, int? Calls, string? Error);
