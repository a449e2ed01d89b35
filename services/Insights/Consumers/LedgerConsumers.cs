using ControlPlane.Contracts.Activation;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Insights.Alerts;
using ControlPlane.Insights.Ledger;
using ControlPlane.Insights.Runs;
using ControlPlane.Insights.Telemetry;
using MassTransit;
using Npgsql;

namespace ControlPlane.Insights.Consumers;

/// <summary>Keeps the row ledger. A final entry that does not add up is an alert.</summary>
public sealed class LedgerConsumers(RunStore runs, AlertStore alerts, RunMetrics metrics) : IConsumer<BatchAccounted>, IConsumer<ActivationAccounted>
{
    public Task Consume(ConsumeContext<BatchAccounted> context)
    {
        var message = context.Message;
        var entry = new BatchEntry(message.Batch, message.Source, message.Stream, message.Read, message.Rejected, message.Landed, message.Loaded, message.Final, message.SourceTotal);
        return runs.ApplyAsync(message, message.Run, async transaction =>
        {
            var changed = await RunConsumers.ChangedAsync(transaction, """
                INSERT INTO insights.batch_ledger AS l (batch, run, tenant, source, stream, version, read, rejected, landed, loaded, final, source_total)
                VALUES (@Batch, @Run, @tenant, @Source, @Stream, @Version, @Read, @Rejected, @Landed, @Loaded, @Final, @SourceTotal)
                ON CONFLICT (batch) DO UPDATE SET
                    version = EXCLUDED.version, read = EXCLUDED.read, rejected = EXCLUDED.rejected, landed = EXCLUDED.landed, loaded = EXCLUDED.loaded, final = EXCLUDED.final,
                    source_total = EXCLUDED.source_total
                WHERE l.version < EXCLUDED.version
                """, new
            {
                message.Batch,
                message.Run,
                tenant = message.Tenant.ToString(),
                message.Source,
                message.Stream,
                message.Version,
                message.Read,
                message.Rejected,
                message.Landed,
                message.Loaded,
                message.Final,
                message.SourceTotal,
            }, context.CancellationToken);
            if (changed && message.Final) metrics.Accounted(message);
            if (changed && message.Final && !entry.Balanced)
                await RaiseAsync(transaction, message, $"batch/{message.Batch}", message.Run,
                    $"Batch {message.Batch} of {message.Source}.{message.Stream}: read {entry.Read}, landed {entry.Landed}, rejected {entry.Rejected}, loaded {entry.Loaded} do not add up.", context.CancellationToken);
            return changed;
        }, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<ActivationAccounted> context)
    {
        var message = context.Message;
        var entry = new ActivationEntry(message.Activation, message.Selected, message.Created, message.Updated, message.Unchanged, message.Failed, message.Final);
        return runs.ApplyAsync(message, message.Run, async transaction =>
        {
            var changed = await RunConsumers.ChangedAsync(transaction, """
                INSERT INTO insights.activation_ledger AS l (run, tenant, activation, version, selected, created, updated, unchanged, failed, final)
                VALUES (@Run, @tenant, @Activation, @Version, @Selected, @Created, @Updated, @Unchanged, @Failed, @Final)
                ON CONFLICT (run, activation) DO UPDATE SET
                    version = EXCLUDED.version, selected = EXCLUDED.selected, created = EXCLUDED.created, updated = EXCLUDED.updated,
                    unchanged = EXCLUDED.unchanged, failed = EXCLUDED.failed, final = EXCLUDED.final
                WHERE l.version < EXCLUDED.version
                """, new
            {
                message.Run,
                tenant = message.Tenant.ToString(),
                message.Activation,
                message.Version,
                message.Selected,
                message.Created,
                message.Updated,
                message.Unchanged,
                message.Failed,
                message.Final,
            }, context.CancellationToken);
            if (changed && message.Final && !entry.Balanced)
                await RaiseAsync(transaction, message, $"activation/{message.Run}/{message.Activation}", message.Run,
                    $"Activation {message.Activation}: selected {entry.Selected}, created {entry.Created}, updated {entry.Updated}, unchanged {entry.Unchanged}, failed {entry.Failed} do not add up.", context.CancellationToken);
            return changed;
        }, context.CancellationToken);
    }

    private Task RaiseAsync(NpgsqlTransaction transaction, Contracts.ITenantMessage message, string subject, Guid run, string text, CancellationToken cancellationToken)
    {
        metrics.Imbalance(message.Tenant);
        return alerts.RaiseAsync(transaction, message.Tenant, AlertStore.LedgerImbalance, subject, run, text, cancellationToken);
    }
}
