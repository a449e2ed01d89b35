using System.Security.Claims;
using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Insights.Events;
using ControlPlane.Insights.Ledger;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Insights.Runs;

/// <summary>Reads runs as their caller may see them.</summary>
public sealed class RunQueries(ServiceState<InsightsModule> state, TimeProvider time)
{
    private static readonly Dictionary<string, int> Places = Stages.All.Select((stage, place) => (stage, place)).ToDictionary(pair => pair.stage, pair => pair.place);

    private const string Summary = """
        run AS Run, tenant AS Tenant, status AS Status, trigger AS Trigger, sources AS Sources, started_at AS StartedAt, finished_at AS FinishedAt, error AS Error, marts::text AS Marts
        """;

    public ValueTask<NpgsqlConnection> OpenAsync(ClaimsPrincipal caller, CancellationToken cancellationToken) => state.Database.OpenAsync(caller, cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="before">Only runs older than this one (ids are ordered by time).</param>
    public async Task<IReadOnlyList<RunSummary>> ListAsync(ClaimsPrincipal caller, TenantId? tenant, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(caller, cancellationToken);
        var rows = await connection.QueryAsync<RunRow>(new CommandDefinition($"""
            SELECT {Summary} FROM insights.runs
            WHERE (@tenant::text IS NULL OR tenant = @tenant) AND (@before::uuid IS NULL OR run < @before)
            ORDER BY run DESC LIMIT @limit
            """, new { tenant = tenant?.ToString(), before, limit }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToSummary())];
    }

    /// <summary>Null when there is no such run, or none that the caller may see.</summary>
    public async Task<RunView?> FindAsync(ClaimsPrincipal caller, Guid run, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(caller, cancellationToken);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition($"""
            SELECT {Summary} FROM insights.runs WHERE run = @run;
            SELECT stage AS Stage, name AS Name, status AS Status, started_at AS StartedAt, finished_at AS FinishedAt, rows_in AS RowsIn, rows_out AS RowsOut, rows_rejected AS RowsRejected, error AS Error
            FROM insights.stages WHERE run = @run;
            SELECT batch AS Batch, source AS Source, stream AS Stream, read AS Read, rejected AS Rejected, landed AS Landed, loaded AS Loaded, final AS Final, source_total AS SourceTotal
            FROM insights.batch_ledger WHERE run = @run ORDER BY source, stream;
            SELECT activation AS Activation, selected AS Selected, created AS Created, updated AS Updated, unchanged AS Unchanged, failed AS Failed, final AS Final
            FROM insights.activation_ledger WHERE run = @run ORDER BY activation;
            """, new { run }, cancellationToken: cancellationToken));
        if (await results.ReadSingleOrDefaultAsync<RunRow>() is not { } row) return null;
        var now = time.GetUtcNow();
        var stages = (await results.ReadAsync<StageRow>()).Select(stage => stage.ToView(now)).OrderBy(Place).ThenBy(stage => stage.StartedAt).ToList();
        var ledger = RunLedger.Of((await results.ReadAsync<BatchEntry>()).AsList(), (await results.ReadAsync<ActivationEntry>()).AsList());
        var marts = row.Marts is null ? [] : JsonSerializer.Deserialize<List<MartRows>>(row.Marts)!;
        return new RunView(row.ToSummary(), stages, ledger, marts);
    }

    /// <summary>What happened after an event, and whether the run had ended before that was read, so that nothing can follow it.</summary>
    public async Task<(bool Ended, IReadOnlyList<RunEvent> Events)> ReadEventsAsync(ClaimsPrincipal caller, Guid run, long after, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(caller, cancellationToken);
        var goesOn = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM insights.runs WHERE run = @run AND finished_at IS NULL)", new { run }, cancellationToken: cancellationToken));
        return (!goesOn, await EventLog.ReadAsync(connection, run, after, cancellationToken));
    }

    private static int Place(StageView stage) => Places.GetValueOrDefault(stage.Stage, -1);

    private sealed record RunRow(Guid Run, string Tenant, string Status, string? Trigger, Array Sources, DateTime StartedAt, DateTime? FinishedAt, string? Error, string? Marts)
    {
        public RunSummary ToSummary() => new(Run, Tenant, Enum.Parse<StageStatus>(Status), Trigger, (string[])Sources, StartedAt, FinishedAt, Error);
    }

    private sealed record StageRow(
        string Stage, string Name, string Status, DateTime StartedAt, DateTime? FinishedAt, long RowsIn, long RowsOut, long RowsRejected, string? Error)
    {
        public StageView ToView(DateTimeOffset now) => new(
            Stage, Name, Enum.Parse<StageStatus>(Status), StartedAt, FinishedAt, (long)((FinishedAt ?? now) - StartedAt).TotalMilliseconds, RowsIn, RowsOut, RowsRejected, Error);
    }
}
