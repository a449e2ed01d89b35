using ControlPlane.Reconciliation.Work;
using Dapper;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ControlPlane.Reconciliation.Outbox;

/// <summary>
/// Publishes what the outbox holds and removes each row once the transport has taken responsibility for it: a broker by confirming,
/// the in-memory transport by having handled it. A crash in between repeats a message and loses none.
/// </summary>
/// <param name="receipts">Null when the transport is a broker.</param>
public sealed partial class OutboxRelay(
    ControlDatabase database, OutboxWriter outbox, IBus bus, ConsumeReceipts? receipts, WakeUps wakeUps, ILogger<OutboxRelay> logger) : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly TimeSpan HandledWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RelayAsync(stoppingToken) == BatchSize)
                {
                }
                await wakeUps.WaitAsync($"{outbox.Schema}/outbox", PollInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.RelayFailed(logger, outbox.Schema, exception.Message);
                await Task.Delay(PollInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<int> RelayAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition($"""
            SELECT id AS Id, message_id AS MessageId, type AS Type, body AS Body FROM {outbox.Schema}.outbox ORDER BY id LIMIT {BatchSize} FOR UPDATE SKIP LOCKED
            """, transaction: transaction, cancellationToken: cancellationToken))).AsList();
        if (rows.Count == 0) return 0;
        var delivered = await Task.WhenAll(rows.Select(row => PublishAsync(row, cancellationToken)));
        var gone = rows.Where((_, index) => delivered[index]).Select(row => row.Id).ToArray();
        await connection.ExecuteAsync(new CommandDefinition($"DELETE FROM {outbox.Schema}.outbox WHERE id = ANY(@gone)", new { gone }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return gone.Length;
    }

    /// <summary>One message that cannot be delivered does not hold up the others.</summary>
    private async Task<bool> PublishAsync(Row row, CancellationToken cancellationToken)
    {
        try
        {
            var message = OutboxJson.Read(row.Type, row.Body);
            var handled = receipts?.ExpectAsync(row.MessageId, message, HandledWithin, cancellationToken) ?? Task.CompletedTask;
            await bus.Publish(message, message.GetType(), context => context.MessageId = row.MessageId, cancellationToken);
            await handled;
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.PublishFailed(logger, row.Type, row.MessageId, exception.Message);
            return false;
        }
    }

    private sealed record Row(long Id, Guid MessageId, string Type, string Body);

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Warning, "Could not relay the outbox of {Schema}, will try again: {Reason}")]
        public static partial void RelayFailed(ILogger logger, string schema, string reason);

        [LoggerMessage(1021, LogLevel.Warning, "Could not deliver {Type} {MessageId}, will try again: {Reason}")]
        public static partial void PublishFailed(ILogger logger, string type, Guid messageId, string reason);
    }
}
