using System.Text.Json;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Schedules;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using MassTransit;
using Npgsql;

namespace ControlPlane.Ingestion.Tenants;

/// <summary>Keeps the newest spec of a tenant, and what its sources and schedules are.</summary>
internal sealed class TenantProvisionedConsumer(ServiceState<IngestionModule> state, TimeProvider time) : IConsumer<TenantProvisioned>
{
    public async Task Consume(ConsumeContext<TenantProvisioned> context)
    {
        var (message, cancellationToken) = (context.Message, context.CancellationToken);
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await KeepAsync(transaction, message, cancellationToken)) return;
        await PutSourcesAsync(transaction, message, cancellationToken);
        await PutSchedulesAsync(transaction, message, cancellationToken);
        await state.Work.WeighAsync(transaction, message.Tenant.ToString(), message.Spec.Weight, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>False for an older generation, and for news from before the tenant was removed.</summary>
    private async Task<bool> KeepAsync(NpgsqlTransaction transaction, TenantProvisioned message, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO ingestion.tenants AS t (tenant, generation, spec, updated_at)
            SELECT @tenant, @Generation, @spec::jsonb, @now
            WHERE NOT EXISTS (SELECT 1 FROM ingestion.offboarded WHERE tenant = @tenant AND at > @ProvisionedAt)
            ON CONFLICT (tenant) DO UPDATE SET generation = EXCLUDED.generation, spec = EXCLUDED.spec, updated_at = EXCLUDED.updated_at
            WHERE t.generation <= EXCLUDED.generation
            """,
            new { tenant = message.Tenant.ToString(), message.Generation, spec = JsonSerializer.Serialize(message.Spec, TenantRow.Json), message.ProvisionedAt, now = time.GetUtcNow() },
            transaction, cancellationToken: cancellationToken)) == 1;

    private static Task PutSourcesAsync(NpgsqlTransaction transaction, TenantProvisioned message, CancellationToken cancellationToken)
    {
        var sources = message.Spec.Sources.ToArray();
        return transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            DELETE FROM ingestion.sources WHERE tenant = @tenant AND source <> ALL(@names);
            INSERT INTO ingestion.sources (tenant, source, connector, cron, time_zone)
            SELECT @tenant, name, connector, cron, zone FROM unnest(@names, @connectors, @crons, @zones) AS s (name, connector, cron, zone)
            ON CONFLICT (tenant, source) DO UPDATE SET connector = EXCLUDED.connector, cron = EXCLUDED.cron, time_zone = EXCLUDED.time_zone
            """,
            new
            {
                tenant = message.Tenant.ToString(),
                names = sources.Select(source => source.Key).ToArray(),
                connectors = sources.Select(source => source.Value.Connector).ToArray(),
                crons = sources.Select(source => source.Value.Schedule?.Cron).ToArray(),
                zones = sources.Select(source => source.Value.Schedule?.TimeZone).ToArray(),
            },
            transaction, cancellationToken: cancellationToken));
    }

    /// <summary>A schedule that stays keeps its next time; one that is gone, goes.</summary>
    private async Task PutSchedulesAsync(NpgsqlTransaction transaction, TenantProvisioned message, CancellationToken cancellationToken)
    {
        var tenant = message.Tenant.ToString();
        var wanted = message.Spec.Sources.Values.Select(source => source.Schedule).OfType<ScheduleSpec>().Distinct().ToList();
        var gone = await transaction.Connection!.QueryAsync<(string Cron, string TimeZone)>(new CommandDefinition("""
            DELETE FROM ingestion.schedules s WHERE tenant = @tenant
            AND NOT EXISTS (SELECT 1 FROM unnest(@crons, @zones) AS w (cron, zone) WHERE w.cron = s.cron AND w.zone = s.time_zone)
            RETURNING cron, time_zone
            """,
            new { tenant, crons = wanted.Select(one => one.Cron).ToArray(), zones = wanted.Select(one => one.TimeZone).ToArray() }, transaction, cancellationToken: cancellationToken));
        foreach (var (cron, zone) in gone)
            await state.Work.RemoveAsync(transaction, tenant, ScheduleReconciler.KindName, new ScheduleKey(cron, zone).ToString(), cancellationToken);
        foreach (var schedule in wanted)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "INSERT INTO ingestion.schedules (tenant, cron, time_zone) VALUES (@tenant, @Cron, @TimeZone) ON CONFLICT DO NOTHING",
                new { tenant, schedule.Cron, schedule.TimeZone }, transaction, cancellationToken: cancellationToken));
            await state.Work.MakeDueAsync(transaction, tenant, ScheduleReconciler.KindName, new ScheduleKey(schedule.Cron, schedule.TimeZone).ToString(), cancellationToken);
        }
    }
}
