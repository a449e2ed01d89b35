using System.Collections.Concurrent;
using ControlPlane.Contracts;
using MassTransit;

namespace ControlPlane.Reconciliation.Outbox;

/// <summary>
/// The in-memory transport forgets what it holds when the process dies, so there a message counts as delivered only once every
/// consumer of this process has handled it. A broker keeps messages itself and needs no receipts.
/// </summary>
/// <param name="consumers">Every consumer type of this process; each has a queue of its own and gets each message once.</param>
public sealed class ConsumeReceipts(IEnumerable<Type> consumers) : IConsumeObserver
{
    private readonly Dictionary<Type, int> _expected = consumers
        .SelectMany(consumer => consumer.GetInterfaces())
        .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>))
        .GroupBy(contract => contract.GetGenericArguments()[0])
        .ToDictionary(group => group.Key, group => group.Count());

    private readonly ConcurrentDictionary<Guid, Receipt> _awaited = new();

    /// <summary>Completes when all consumers have handled the message; call before publishing it.</summary>
    /// <exception cref="TimeoutException">Not all handled it in time: publish it again later.</exception>
    public Task ExpectAsync(Guid messageId, ITenantMessage message, TimeSpan within, CancellationToken cancellationToken)
    {
        var expected = _expected.GetValueOrDefault(message.GetType());
        if (expected == 0) return Task.CompletedTask;
        var receipt = new Receipt(expected);
        _awaited[messageId] = receipt;
        return AwaitAsync(messageId, receipt, within, cancellationToken);
    }

    public Task PreConsume<T>(ConsumeContext<T> context) where T : class => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context) where T : class
    {
        if (context.MessageId is { } id && _awaited.TryGetValue(id, out var receipt)) receipt.HandledBy(context.ReceiveContext.InputAddress);
        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception) where T : class => Task.CompletedTask;

    private async Task AwaitAsync(Guid messageId, Receipt receipt, TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            await receipt.Completed.WaitAsync(within, cancellationToken);
        }
        finally
        {
            _awaited.TryRemove(messageId, out _);
        }
    }

    private sealed class Receipt(int expected)
    {
        private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HashSet<Uri> _handled = [];

        public Task Completed => _completed.Task;

        /// <summary>By the consumer's own queue: one that handles two copies of a message does not stand in for another.</summary>
        public void HandledBy(Uri queue)
        {
            lock (_handled)
                if (_handled.Add(queue) && _handled.Count == expected) _completed.TrySetResult();
        }
    }
}
