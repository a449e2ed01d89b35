using ControlPlane.Contracts;
using ControlPlane.Ingestion.Runs;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Quarantine;

/// <summary>A batch of which rows were set aside.</summary>
/// <param name="Rejected">How many; all of them when nothing of the batch was loaded.</param>
/// <param name="Reasons">Most frequent first.</param>
/// <param name="Replay"><c>possible</c>, <c>underWay</c>, <c>done</c>, <c>notNeeded</c> (the next sync reads the rows again) or <c>replaced</c> (a later full refresh took their place).</param>
/// <param name="ReplayedBy">The batch that has the rows now.</param>
internal sealed record QuarantineView(Guid Batch, Guid Run, string Stream, string State, DateTimeOffset At, long Rejected, IReadOnlyList<RejectionView> Reasons, string Replay, Guid? ReplayedBy)
{
    /// <summary>
    /// What can be replayed, of the batches <c>b</c> of runs <c>r</c>, with <c>p</c> what was replayed. A batch that ended with rows landed
    /// and not loaded is one that the cursor had passed for good: no sync reads them again.
    /// </summary>
    private const string ReplayState = """
        CASE WHEN p.replayed_by IS NOT NULL THEN 'done' WHEN p.run IS NOT NULL THEN 'underWay'
            WHEN b.state <> 'loaded' AND b.landed = 0 AND r.trigger NOT IN ('push', 'replay') THEN 'notNeeded'
            WHEN EXISTS (SELECT 1 FROM ingestion.batches n WHERE n.tenant = b.tenant AND n.source = b.source AND n.stream = b.stream AND n.ordinal > b.ordinal AND n.replaces AND n.state = 'loaded') THEN 'replaced'
            ELSE 'possible' END
        """;

    private const string RejectedBatches = """
        FROM ingestion.batches b JOIN ingestion.runs r USING (run) LEFT JOIN ingestion.replays p USING (batch)
        WHERE b.tenant = @tenant AND b.source = @source AND (b.state = 'loaded' AND b.rejected > 0 OR b.state IN ('refused', 'failed') AND b.read > 0) AND (@batch::uuid IS NULL OR b.batch = @batch)
        """;

    public static async Task<IReadOnlyList<QuarantineView>> ListAsync(NpgsqlConnection connection, TenantId tenant, string source, CancellationToken cancellationToken)
    {
        var arguments = new { tenant = tenant.ToString(), source, batch = (Guid?)null };
        var reasons = (await connection.QueryAsync<(Guid Batch, string Reason, long Rows)>(new CommandDefinition(
            "SELECT j.batch, j.reason, j.rows FROM ingestion.rejections j JOIN ingestion.batches b USING (batch) WHERE b.tenant = @tenant AND b.source = @source ORDER BY j.rows DESC, j.reason",
            arguments, cancellationToken: cancellationToken))).ToLookup(one => one.Batch, one => new RejectionView(one.Reason, one.Rows));
        var rows = await connection.QueryAsync<Row>(new CommandDefinition($"""
            SELECT b.batch AS Batch, b.run AS Run, b.stream AS Stream, b.state AS State, b.created_at AS At, CASE b.state WHEN 'loaded' THEN b.rejected ELSE b.read END AS Rejected, {ReplayState} AS Replay, p.replayed_by AS ReplayedBy
            {RejectedBatches} ORDER BY b.batch DESC LIMIT 1000
            """, arguments, cancellationToken: cancellationToken));
        return [.. rows.Select(row => new QuarantineView(row.Batch, row.Run, row.Stream, row.State, row.At, row.Rejected, [.. reasons[row.Batch]], row.Replay, row.ReplayedBy))];
    }

    /// <summary>Takes what can be replayed for a run, so that no other run does. Empty when there is nothing.</summary>
    /// <param name="batch">Null: every batch.</param>
    public static async Task<IReadOnlyList<Guid>> FindReplayableAsync(NpgsqlTransaction transaction, TenantId tenant, string source, Guid? batch, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QueryAsync<Guid>(new CommandDefinition(
            $"SELECT b.batch {RejectedBatches} AND {ReplayState} = 'possible' ORDER BY b.batch", new { tenant = tenant.ToString(), source, batch }, transaction, cancellationToken: cancellationToken))).AsList();

    private sealed record Row(Guid Batch, Guid Run, string Stream, string State, DateTime At, long Rejected, string Replay, Guid? ReplayedBy);
}
