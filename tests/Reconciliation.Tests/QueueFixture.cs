using ControlPlane.Reconciliation.Work;
using ControlPlane.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Reconciliation.Tests;

/// <summary>A queue in a database of one test's own, with a clock that the test moves.</summary>
internal sealed class QueueFixture(ControlDatabase database) : IAsyncDisposable
{
    public const string Tenant = "acme-dev";

    public ControlDatabase Database => database;

    public ManualTime Time { get; } = new();

    public WorkQueue Queue => field ??= new WorkQueue(database, "test", Time);

    public static async Task<QueueFixture> NewAsync(PostgresFixture postgres)
    {
        var fixture = new QueueFixture(await postgres.NewControlDatabaseAsync());
        await Migrator.MigrateAsync(fixture.Database, "test", [typeof(WorkQueue).Assembly], fixture.Time, CancellationToken.None);
        return fixture;
    }

    public Task MakeDueAsync(string key, string tenant = Tenant, TimeSpan? after = null, short priority = 0) =>
        Queue.MakeDueAsync(tenant, "sync", key, CancellationToken.None, after is { } wait ? Time.GetUtcNow() + wait : null, priority);

    /// <summary>Makes many rows of a tenant due now.</summary>
    public async Task FillAsync(string tenant, int rows)
    {
        await using var connection = await database.OpenFleetAsync(CancellationToken.None);
        await using var command = new Npgsql.NpgsqlCommand("""
            INSERT INTO test.work (tenant, kind, key, next_pass_at, created_at, updated_at) SELECT $1, 'sync', 'row-' || n, $2, $2, $2 FROM generate_series(1, $3) n
            """, connection) { Parameters = { new() { Value = tenant }, new() { Value = Time.GetUtcNow() }, new() { Value = rows } } };
        await command.ExecuteNonQueryAsync();
    }

    public async Task WeighAsync(string tenant, double weight)
    {
        await using var connection = await database.OpenFleetAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await Queue.WeighAsync(transaction, tenant, weight, CancellationToken.None);
        await transaction.CommitAsync();
    }

    /// <summary>What a process with one slot does next.</summary>
    public async Task<WorkItem> OneAsync()
    {
        var lease = (await ClaimAsync(count: 1)).Single();
        await DoneAsync(lease);
        return lease.Item;
    }

    /// <summary>What it does one after the other.</summary>
    public async Task<IReadOnlyList<WorkItem>> ServeAsync(int rows)
    {
        List<WorkItem> served = [];
        while (served.Count < rows) served.Add(await OneAsync());
        return served;
    }

    public Task<IReadOnlyList<Lease>> ClaimAsync(string owner = "one", int count = 10, ReconcilerLimits? limits = null) =>
        Queue.ClaimAsync("sync", owner, count, limits ?? ReconcilerLimits.Default, CancellationToken.None);

    public Task DoneAsync(Lease lease, TimeSpan? next = null) => Queue.CompleteAsync(lease, new WorkQueue.Outcome(next, false, 0, []), CancellationToken.None);

    public async Task WriteAsync(Lease lease)
    {
        await using var connection = await database.OpenFleetAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await lease.GuardAsync(transaction, CancellationToken.None);
        await transaction.CommitAsync();
    }

    public RunningLoop Run(IReconciler reconciler) => new(this, reconciler, new WakeUps(database, NullLogger<WakeUps>.Instance));

    public ValueTask DisposeAsync() => database.DisposeAsync();
}

/// <summary>A loop and its listener, as one process would run them.</summary>
internal sealed class RunningLoop : IAsyncDisposable
{
    private readonly WakeUps _wakeUps;
    private readonly ReconcileLoop _loop;

    public RunningLoop(QueueFixture fixture, IReconciler reconciler, WakeUps wakeUps)
    {
        _wakeUps = wakeUps;
        _loop = new ReconcileLoop(reconciler, fixture.Queue, wakeUps, fixture.Time, new Random(1), NullLogger<ReconcileLoop>.Instance);
        _ = _wakeUps.StartAsync(CancellationToken.None);
        _ = _loop.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync(CancellationToken.None);
        await _wakeUps.StopAsync(CancellationToken.None);
        _loop.Dispose();
        _wakeUps.Dispose();
    }
}
