using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Insights.Events;
using ControlPlane.Insights.Telemetry;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Insights.Runs;

/// <summary>Writes facts about runs: each in one transaction with what it changes about the run as a whole and with its event.</summary>
public sealed class RunStore(ServiceState<InsightsModule> state, EventLog events, RunMetrics metrics, TimeProvider time)
{
    /// <summary>Applies a fact to its run. Whatever arrives first makes the run's row.</summary>
    /// <param name="apply">Returns false when the fact is old and changes nothing.</param>
    public async Task ApplyAsync(ITenantMessage message, Guid run, Func<NpgsqlTransaction, Task<bool>> apply, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenTenantAsync(message.Tenant.ToString(), cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await CameTooLateAsync(transaction, message.Tenant, run, cancellationToken)) return;
        // The row is locked first, so that facts that arrive together are applied one after the other.
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO insights.runs (run, tenant, started_at) VALUES (@run, @tenant, @now) ON CONFLICT (run) DO NOTHING;
            SELECT 1 FROM insights.runs WHERE run = @run FOR UPDATE;
            """, new { run, tenant = message.Tenant.ToString(), now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
        if (await apply(transaction))
        {
            await events.AddAsync(transaction, message, run, cancellationToken);
            await EvaluateAsync(transaction, message, run, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>A run's id holds the time it began: one from before its tenant was offboarded is not brought back by a late fact.</summary>
    private static async Task<bool> CameTooLateAsync(NpgsqlTransaction transaction, TenantId tenant, Guid run, CancellationToken cancellationToken)
    {
        var offboarded = await transaction.Connection!.ExecuteScalarAsync<DateTime?>(new CommandDefinition(
            "SELECT at FROM insights.offboarded WHERE tenant = @tenant", new { tenant = tenant.ToString() }, transaction, cancellationToken: cancellationToken));
        return offboarded is { } at && RunId.StartedAt(run) <= at;
    }

    private async Task EvaluateAsync(NpgsqlTransaction transaction, ITenantMessage message, Guid run, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        var row = await connection.QuerySingleAsync<FactRow>(new CommandDefinition("""
            SELECT status AS Status, cancelled_at IS NOT NULL AS Cancelled, ingestion_outcome AS Ingestion, models_outcome AS Models, planned AS Planned,
                NOT EXISTS (SELECT 1 FROM insights.batch_ledger l WHERE l.run = r.run AND NOT l.final)
                    AND NOT EXISTS (SELECT 1 FROM insights.activation_ledger l WHERE l.run = r.run AND NOT l.final)
                    AND (SELECT count(*) FROM insights.batch_ledger l WHERE l.run = r.run) >= r.batches
                    AND NOT EXISTS (SELECT 1 FROM insights.stages s WHERE s.run = r.run AND s.stage = 'activate' AND s.status = 'Succeeded'
                        AND NOT EXISTS (SELECT 1 FROM insights.activation_ledger l WHERE l.run = r.run AND l.activation = s.name)) AS Accounted
            FROM insights.runs r WHERE run = @run
            """, new { run }, transaction, cancellationToken: cancellationToken));
        var stages = (await connection.QueryAsync<(string Key, string Status)>(new CommandDefinition(
            "SELECT stage || '/' || name, status FROM insights.stages WHERE run = @run", new { run }, transaction, cancellationToken: cancellationToken)))
            .ToDictionary(stage => stage.Key, stage => Enum.Parse<StageStatus>(stage.Status));
        var facts = new RunFacts(row.Cancelled, Parse(row.Ingestion), Parse(row.Models), (string[]?)row.Planned, stages, row.Accounted);
        if (facts.Status.ToString() == row.Status) return;
        var finished = facts.Status == StageStatus.Running ? (DateTimeOffset?)null : time.GetUtcNow();
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE insights.runs SET status = @status, finished_at = @finished WHERE run = @run", new { status = facts.Status.ToString(), finished, run }, transaction, cancellationToken: cancellationToken));
        if (finished is not null) metrics.Finished(message.Tenant, facts.Status);
        await events.AddAsync(transaction, message.Tenant, run, "run", JsonSerializer.Serialize(new { run, status = facts.Status.ToString(), finishedAt = finished }), cancellationToken);
    }

    private static StageStatus? Parse(string? status) => status is null ? null : Enum.Parse<StageStatus>(status);

    private sealed record FactRow(string Status, bool Cancelled, string? Ingestion, string? Models, Array? Planned, bool Accounted);
}
