using ControlPlane.Reconciliation;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>Ends a token once the run is cancelled or gone.</summary>
internal sealed class CancellationWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenSource _done = new();
    private readonly Task _watching;

    public CancellationWatch(ControlDatabase database, Guid run, TimeSpan every, TimeProvider time, CancellationToken cancellationToken)
    {
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _watching = WatchAsync(database, run, every, time);
    }

    public CancellationToken Token => _ended.Token;

    public bool RunEnded { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _done.Dispose();
        _ended.Dispose();
    }

    private async Task WatchAsync(ControlDatabase database, Guid run, TimeSpan every, TimeProvider time)
    {
        while (!RunEnded)
        {
            await Task.Delay(every, time, _done.Token);
            try
            {
                await using var connection = await database.OpenFleetAsync(_done.Token);
                RunEnded = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                    "SELECT state FROM ingestion.runs WHERE run = @run", new { run }, cancellationToken: _done.Token)) != "running";
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                // The database is away: the lease decides meanwhile.
            }
        }
        await _ended.CancelAsync();
    }
}

/// <summary>The run was cancelled, or its tenant removed, while it was being worked on.</summary>
internal sealed class RunEndedException(Guid run) : OperationCanceledException($"Run {run} was cancelled.");
