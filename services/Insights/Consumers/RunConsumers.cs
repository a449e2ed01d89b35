using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Activation;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Insights.Runs;
using Dapper;
using MassTransit;
using Npgsql;

namespace ControlPlane.Insights.Consumers;

/// <summary>The facts that say where a run stands.</summary>
public sealed class RunConsumers(RunStore runs) :
    IConsumer<RunStarted>, IConsumer<RunCancelled>, IConsumer<IngestionFinished>, IConsumer<ModelsPublished>, IConsumer<ModelsRefused>, IConsumer<ActivationsPlanned>
{
    public Task Consume(ConsumeContext<RunStarted> context) => ApplyAsync(context, context.Message.Run,
        "UPDATE insights.runs SET trigger = @Trigger, sources = @Sources, started_at = @StartedAt WHERE run = @Run AND trigger IS NULL",
        new { context.Message.Trigger, Sources = context.Message.Sources.ToArray(), context.Message.StartedAt, context.Message.Run });

    public Task Consume(ConsumeContext<RunCancelled> context) => ApplyAsync(context, context.Message.Run,
        "UPDATE insights.runs SET cancelled_at = @At WHERE run = @Run AND cancelled_at IS NULL AND finished_at IS NULL", new { context.Message.At, context.Message.Run });

    public Task Consume(ConsumeContext<IngestionFinished> context) => ApplyAsync(context, context.Message.Run,
        "UPDATE insights.runs SET ingestion_outcome = @outcome, batches = @Count WHERE run = @Run AND ingestion_outcome IS NULL",
        new { outcome = context.Message.Outcome.ToString(), context.Message.Batches.Count, context.Message.Run });

    public Task Consume(ConsumeContext<ModelsPublished> context) => ApplyAsync(context, context.Message.Run,
        // A run that failed may have been taken up again. A rollback ingests nothing.
        """
        UPDATE insights.runs SET models_outcome = 'Succeeded', marts = @marts::jsonb, error = CASE WHEN models_outcome IS NULL THEN error END,
            trigger = CASE WHEN @rollback THEN 'rollback' ELSE trigger END,
            ingestion_outcome = CASE WHEN @rollback THEN 'Succeeded' ELSE ingestion_outcome END, batches = CASE WHEN @rollback THEN 0 ELSE batches END
        WHERE run = @Run AND models_outcome IS DISTINCT FROM 'Succeeded'
        """,
        new { marts = JsonSerializer.Serialize(context.Message.Marts), context.Message.Run, rollback = context.Message.TakesBack is not null });

    public Task Consume(ConsumeContext<ModelsRefused> context) => ApplyAsync(context, context.Message.Run,
        "UPDATE insights.runs SET models_outcome = @outcome, error = @Reason WHERE run = @Run AND models_outcome IS NULL",
        new { outcome = context.Message.Outcome.ToString(), context.Message.Reason, context.Message.Run });

    public Task Consume(ConsumeContext<ActivationsPlanned> context) => ApplyAsync(context, context.Message.Run,
        "UPDATE insights.runs SET planned = @planned WHERE run = @Run AND planned IS NULL",
        new
        {
            planned = context.Message.Activations.Select(name => $"{Stages.Activate}/{name}").Concat(context.Message.Refreshes.Select(name => $"{Stages.Refresh}/{name}")).ToArray(),
            context.Message.Run,
        });

    private Task ApplyAsync<T>(ConsumeContext<T> context, Guid run, string sql, object arguments)
        where T : class, ITenantMessage =>
        runs.ApplyAsync(context.Message, run, transaction => ChangedAsync(transaction, sql, arguments, context.CancellationToken), context.CancellationToken);

    internal static async Task<bool> ChangedAsync(NpgsqlTransaction transaction, string sql, object arguments, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancellationToken)) > 0;
}
