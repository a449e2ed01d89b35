using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Sources;

/// <summary>A source as people see it.</summary>
/// <param name="Generation">Of the spec that it is read by from now on.</param>
/// <param name="State"><c>idle</c>, <c>queued</c> or <c>running</c>.</param>
/// <param name="NextDueAt">Null when it is synced by hand only.</param>
/// <param name="Condition">What the last pass left; null before the first.</param>
internal sealed record SourceView(string Source, string Connector, long Generation, string State, SyncView? LastSync, DateTimeOffset? NextDueAt, Condition? Condition)
{
    public static async Task<IReadOnlyList<SourceView>> ListAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition("""
            SELECT s.source AS Source, s.connector AS Connector, t.generation AS Generation, c.next_fire_at AS NextDueAt, w.conditions AS Conditions,
                COALESCE((SELECT max(o.state) FROM ingestion.syncs o WHERE o.tenant = s.tenant AND o.source = s.source AND o.state IN ('queued', 'running')), 'idle') AS State,
                l.run AS Run, l.state AS SyncState, l.records AS Records, l.started_at AS StartedAt, l.finished_at AS FinishedAt, l.error AS Error
            FROM ingestion.sources s
            JOIN ingestion.tenants t USING (tenant)
            LEFT JOIN ingestion.schedules c ON c.tenant = s.tenant AND c.cron = s.cron AND c.time_zone = s.time_zone
            LEFT JOIN ingestion.work w ON w.tenant = s.tenant AND w.kind = 'sync' AND w.key = s.source
            LEFT JOIN LATERAL (SELECT * FROM ingestion.syncs y WHERE y.tenant = s.tenant AND y.source = s.source AND y.state <> 'queued' ORDER BY y.run DESC LIMIT 1) l ON true
            WHERE s.tenant = @tenant ORDER BY s.source
            """, new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToView())];
    }

    private sealed record Row(
        string Source, string Connector, long Generation, DateTime? NextDueAt, string? Conditions, string State, Guid? Run, string? SyncState, long? Records, DateTime? StartedAt, DateTime? FinishedAt, string? Error)
    {
        public SourceView ToView() => new(
            Source, Connector, Generation, State, Run is { } run ? new SyncView(run, SyncState!, Records ?? 0, StartedAt, FinishedAt, Error) : null, NextDueAt,
            Conditions is null ? null : JsonSerializer.Deserialize<List<Condition>>(Conditions)!.FirstOrDefault(condition => condition.Type == "Synced"));
    }
}

/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Error">Also of an attempt that will be repeated; null when there is none.</param>
internal sealed record SyncView(Guid Run, string State, long Records, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Error);
