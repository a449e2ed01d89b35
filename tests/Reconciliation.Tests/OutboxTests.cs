using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Reconciliation.Outbox;
using ControlPlane.Reconciliation.Work;
using ControlPlane.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Reconciliation.Tests;

public sealed class OutboxTests(PostgresFixture postgres)
{
    private static readonly TenantId Acme = TenantId.Parse("acme-dev");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fact_is_delivered_once_the_transaction_that_makes_it_true_commits()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await using var bus = await Bus.StartAsync(queue);
        var run = Guid.CreateVersion7();

        await AddAsync(queue, run, commit: true);

        await Eventually.TrueAsync("the message arrives", () => Task.FromResult(bus.Received.Contains(run)));
        await Eventually.TrueAsync("the outbox is empty", async () => await LeftAsync(queue) == 0);
    }

    [Fact]
    public async Task A_fact_whose_transaction_is_rolled_back_is_never_delivered()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await using var bus = await Bus.StartAsync(queue);
        var undone = Guid.CreateVersion7();
        var done = Guid.CreateVersion7();

        await AddAsync(queue, undone, commit: false);
        await AddAsync(queue, done, commit: true);
        await Eventually.TrueAsync("the other message arrives", () => Task.FromResult(bus.Received.Contains(done)));

        bus.Received.ShouldNotContain(undone);
    }

    [Fact]
    public async Task In_memory_a_fact_stays_until_its_consumer_has_handled_it()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await using var bus = await Bus.StartAsync(queue);
        bus.Hold();
        await AddAsync(queue, Guid.CreateVersion7(), commit: true);

        await Eventually.TrueAsync("the consumer has it", () => Task.FromResult(bus.Begun > 0));
        (await LeftAsync(queue)).ShouldBe(1);
        bus.Release();

        await Eventually.TrueAsync("the outbox is empty", async () => await LeftAsync(queue) == 0);
    }

    [Fact]
    public async Task A_fact_that_nobody_can_handle_yet_does_not_hold_up_the_next()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await using var bus = await Bus.StartAsync(queue);
        var (stuck, next) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        bus.Hold(stuck);
        await AddAsync(queue, stuck, commit: true);
        await Eventually.TrueAsync("the consumer has it", () => Task.FromResult(bus.Begun > 0));

        await AddAsync(queue, next, commit: true);

        await Eventually.TrueAsync("the next arrives", () => Task.FromResult(bus.Received.Contains(next)), TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync("only the first is left", async () => await LeftAsync(queue) == 1);
        bus.Release();
        await Eventually.TrueAsync("the outbox is empty", async () => await LeftAsync(queue) == 0);
    }

    [Fact]
    public async Task Facts_written_while_nobody_relays_are_delivered_by_the_next_process()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        var runs = Enumerable.Range(0, 250).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var run in runs) await AddAsync(queue, run, commit: true);

        await using var bus = await Bus.StartAsync(queue);

        await Eventually.TrueAsync("all arrive", () => Task.FromResult(runs.All(run => bus.Received.Contains(run))));
    }

    private static async Task AddAsync(QueueFixture queue, Guid run, bool commit)
    {
        await using var connection = await queue.Database.OpenFleetAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await new OutboxWriter("test", queue.Time).AddAsync(transaction, new RunCancelled(Acme, run, queue.Time.GetUtcNow()), Token);
        if (commit) await transaction.CommitAsync(Token);
    }

    private static async Task<long> LeftAsync(QueueFixture queue)
    {
        await using var connection = await queue.Database.OpenFleetAsync(Token);
        await using var command = new Npgsql.NpgsqlCommand("SELECT count(*) FROM test.outbox", connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private sealed class Bus : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly OutboxRelay _relay;
        private readonly WakeUps _wakeUps;
        private TaskCompletionSource _gate = Opened();
        private Guid? _only;

        private Bus(QueueFixture queue)
        {
            var services = new ServiceCollection();
            services.AddSingleton(this);
            services.AddSingleton(new ConsumeReceipts([typeof(Recorder)]));
            services.AddSingleton<IConsumeObserver>(provider => provider.GetRequiredService<ConsumeReceipts>());
            services.AddMassTransit(bus =>
            {
                bus.AddConsumer<Recorder>();
                bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
            });
            services.AddLogging();
            _services = services.BuildServiceProvider();
            _wakeUps = new WakeUps(queue.Database, NullLogger<WakeUps>.Instance);
            _relay = new OutboxRelay(queue.Database, new OutboxWriter("test", queue.Time), _services.GetRequiredService<IBus>(),
                _services.GetRequiredService<ConsumeReceipts>(), _wakeUps, queue.Time, NullLogger<OutboxRelay>.Instance);
        }

        public ConcurrentBag<Guid> Received { get; } = [];

        public int Begun { get; private set; }

        public static async Task<Bus> StartAsync(QueueFixture queue)
        {
            var bus = new Bus(queue);
            await bus._services.GetRequiredService<IBusControl>().StartAsync(Token);
            await bus._wakeUps.StartAsync(Token);
            await bus._relay.StartAsync(Token);
            return bus;
        }

        /// <param name="only">Null: every message is held.</param>
        public void Hold(Guid? only = null)
        {
            _gate = new TaskCompletionSource();
            _only = only;
        }

        public void Release() => _gate.TrySetResult();

        public async ValueTask DisposeAsync()
        {
            await _relay.StopAsync(CancellationToken.None);
            await _wakeUps.StopAsync(CancellationToken.None);
            await _services.GetRequiredService<IBusControl>().StopAsync(CancellationToken.None);
            _relay.Dispose();
            _wakeUps.Dispose();
            await _services.DisposeAsync();
        }

        private static TaskCompletionSource Opened()
        {
            var opened = new TaskCompletionSource();
            opened.SetResult();
            return opened;
        }

        private sealed class Recorder(Bus bus) : IConsumer<RunCancelled>
        {
            public async Task Consume(ConsumeContext<RunCancelled> context)
            {
                bus.Begun++;
                if (bus._only is null || bus._only == context.Message.Run) await bus._gate.Task;
                bus.Received.Add(context.Message.Run);
            }
        }
    }
}
