using ControlPlane.Contracts;
using ControlPlane.Insights.Runs;
using MassTransit;

namespace ControlPlane.Insights.Consumers;

/// <summary>Keeps the newest state of each stage and, of a failed one, its error as the run's.</summary>
public sealed class StageConsumer(RunStore runs) : IConsumer<StageChanged>
{
    private const string Upsert = """
        INSERT INTO insights.stages AS s (run, tenant, stage, name, version, status, started_at, finished_at, rows_in, rows_out, rows_rejected, error)
        VALUES (@Run, @tenant, @Stage, @Name, @Version, @status, @StartedAt, @FinishedAt, @RowsIn, @RowsOut, @RowsRejected, @Error)
        ON CONFLICT (run, stage, name) DO UPDATE SET
            version = EXCLUDED.version, status = EXCLUDED.status, started_at = EXCLUDED.started_at, finished_at = EXCLUDED.finished_at,
            rows_in = EXCLUDED.rows_in, rows_out = EXCLUDED.rows_out, rows_rejected = EXCLUDED.rows_rejected, error = EXCLUDED.error
        WHERE s.version < EXCLUDED.version
        """;

    public Task Consume(ConsumeContext<StageChanged> context)
    {
        var message = context.Message;
        return runs.ApplyAsync(message, message.Run, async transaction =>
        {
            var changed = await RunConsumers.ChangedAsync(transaction, Upsert, new
            {
                message.Run,
                tenant = message.Tenant.ToString(),
                message.Stage,
                message.Name,
                message.Version,
                status = message.Status.ToString(),
                message.StartedAt,
                message.FinishedAt,
                message.RowsIn,
                message.RowsOut,
                message.RowsRejected,
                message.Error,
            }, context.CancellationToken);
            if (changed && message.Status == StageStatus.Failed)
                await RunConsumers.ChangedAsync(transaction, "UPDATE insights.runs SET error = COALESCE(error, @error) WHERE run = @Run",
                    new { error = $"{message.Stage} {message.Name}: {message.Error}", message.Run }, context.CancellationToken);
            return changed;
        }, context.CancellationToken);
    }
}
