using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Transformation.Runs;
using Dapper;
using MassTransit;
using Npgsql;

namespace ControlPlane.Transformation.Consumers;

/// <summary>Makes the models of a run due once its batches are loaded, and takes note when a run is cancelled, in whatever order the two arrive.</summary>
public sealed class IngestionConsumer(ServiceState<TransformationModule> state, TimeProvider time) : IConsumer<IngestionFinished>, IConsumer<RunCancelled>
{
    public Task Consume(ConsumeContext<IngestionFinished> context)
    {
        var message = context.Message;
        return message.Outcome != StageStatus.Succeeded ? Task.CompletedTask : WriteAsync(message.Tenant, message.Run, """
            INSERT INTO transformation.runs AS r (tenant, run, ingested, rows_in, created_at) VALUES (@tenant, @run, true, @rows, @now)
            ON CONFLICT ON CONSTRAINT runs_key DO UPDATE SET ingested = true, rows_in = EXCLUDED.rows_in WHERE NOT r.ingested
            RETURNING true
            """, message.Batches.Sum(batch => batch.Rows), context.CancellationToken);
    }

    public Task Consume(ConsumeContext<RunCancelled> context) => WriteAsync(context.Message.Tenant, context.Message.Run, """
        INSERT INTO transformation.runs AS r (tenant, run, cancel_asked, created_at) VALUES (@tenant, @run, true, @now)
        ON CONFLICT ON CONSTRAINT runs_key DO UPDATE SET cancel_asked = true WHERE NOT r.cancel_asked AND r.status IN ('pending', 'running')
        RETURNING ingested
        """, 0, context.CancellationToken);

    /// <param name="sql">Returns true when there is something to do now.</param>
    private async Task WriteAsync(TenantId tenant, Guid run, string sql, long rows, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await DueAsync(transaction, tenant, run, sql, rows, cancellationToken))
            await state.Work.MakeDueAsync(transaction, tenant.ToString(), RunReconciler.WorkKind, run.ToString(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<bool> DueAsync(NpgsqlTransaction transaction, TenantId tenant, Guid run, string sql, long rows, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteScalarAsync<bool?>(new CommandDefinition(
            sql, new { tenant = tenant.ToString(), run, rows, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken)) ?? false;
}
