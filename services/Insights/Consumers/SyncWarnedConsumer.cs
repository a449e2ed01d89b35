using ControlPlane.Contracts.Ingestion;
using ControlPlane.Insights.Alerts;
using ControlPlane.Insights.Runs;
using Dapper;
using MassTransit;
using Npgsql;

namespace ControlPlane.Insights.Consumers;

/// <summary>Each warning of a sync is an event of its run, and an alert once: a file that stays broken gives the same one with every sync.</summary>
public sealed class SyncWarnedConsumer(RunStore runs, AlertStore alerts) : IConsumer<SyncWarned>
{
    public Task Consume(ConsumeContext<SyncWarned> context) => runs.ApplyAsync(context.Message, context.Message.Run, async transaction =>
    {
        var message = context.Message;
        if (await IsKnownAsync(transaction, message, context.CancellationToken)) return false;
        foreach (var warning in message.Warnings)
        {
            var text = $"{message.Source}.{message.Stream}: {warning.Message}";
            await alerts.RaiseAsync(transaction, message.Tenant, AlertStore.SyncWarning, $"{warning.Kind}/{text}", message.Run, text, context.CancellationToken);
        }
        return true;
    }, context.CancellationToken);

    private static Task<bool> IsKnownAsync(NpgsqlTransaction transaction, SyncWarned message, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM insights.events WHERE run = @Run AND kind = 'syncWarned' AND body ->> 'batch' = @batch)",
            new { message.Run, batch = message.Batch.ToString() }, transaction, cancellationToken: cancellationToken));
}
