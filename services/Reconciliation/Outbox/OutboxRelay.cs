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
    ControlDatabase database, OutboxWriter outbox, IBus bus, ConsumeReceipts? receipts, WakeUps wakeUps, TimeProvider time, ILogger<OutboxRelay> logger) : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly TimeSpan HandledWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PromptlyWithin = TimeSpan.FromMilliseconds(200);
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

    /// <summary>Takes what is due and starts delivering it; what takes long does not hold up what comes after.</summary>
    private async Task<int> RelayAsync(CancellationToken cancellationToken)
    {
        var rows = await TakeAsync(cancellationToken);
        if (rows.Count == 0) return 0;
        var deliveries = rows.ConvertAll(row => (row.Id, Delivered: PublishAsync(row, cancellationToken)));
        await Task.WhenAny(Task.WhenAll(deliveries.Select(delivery => delivery.Delivered)), Task.Delay(PromptlyWithin, cancellationToken));
        var prompt = deliveries.Where(delivery => delivery.Delivered.IsCompletedSuccessfully).ToList();
        await SettleAsync([.. prompt.Where(delivery => delivery.Delivered.Result).Select(delivery => delivery.Id)], [.. prompt.Where(delivery => !delivery.Delivered.Result).Select(delivery => delivery.Id)], cancellationToken);
        foreach (var slow in deliveries.Except(prompt)) _ = SettleLaterAsync(slow.Id, slow.Delivered, cancellationToken);
        return rows.Count;
    }

    /// <summary>Nobody else takes a row while it is being delivered; after a failure, or the death of this process, it is due again.</summary>
    private async Task<List<Row>> TakeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        var now = time.GetUtcNow();
        var rows = await connection.QueryAsync<Row>(new CommandDefinition($"""
            UPDATE {outbox.Schema}.outbox o SET attempts = attempts + 1, not_before = @now + 2 * @HandledWithin
            FROM (SELECT id FROM {outbox.Schema}.outbox WHERE not_before IS NULL OR not_before <= @now ORDER BY id LIMIT {BatchSize} FOR UPDATE SKIP LOCKED) due
            WHERE o.id = due.id
            RETURNING o.id AS Id, o.message_id AS MessageId, o.type AS Type, o.body AS Body
            """, new { now, HandledWithin }, cancellationToken: cancellationToken));
        return [.. rows.OrderBy(row => row.Id)];
    }

    /// <summary>What was delivered goes; what was not is due again after 1 s, 2 s, ... at most a minute.</summary>
    private async Task SettleAsync(long[] delivered, long[] failed, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition($"""
            DELETE FROM {outbox.Schema}.outbox WHERE id = ANY(@delivered);
            UPDATE {outbox.Schema}.outbox SET not_before = @now + LEAST(interval '1 second' * power(2, LEAST(attempts, 10) - 1), interval '1 minute') WHERE id = ANY(@failed);
            """, new { delivered, failed, now = time.GetUtcNow() }, cancellationToken: cancellationToken));
    }

    private async Task SettleLaterAsync(long id, Task<bool> delivered, CancellationToken cancellationToken)
    {
        try
        {
            if (await delivered) await SettleAsync([id], [], cancellationToken);
            else await SettleAsync([], [id], cancellationToken);
        }
        catch (Exception exception)
        {
            // It stays and is delivered again, which does no harm.
            if (!cancellationToken.IsCancellationRequested) Log.RelayFailed(logger, outbox.Schema, exception.Message);
        }
    }

    /// <summary>False when it was not delivered. One message that cannot be delivered does not hold up the others.</summary>
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
