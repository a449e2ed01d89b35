using System.Diagnostics.Metrics;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ControlPlane.ServiceDefaults.Telemetry.Work;

/// <summary>
/// How far behind each service is: due work and undelivered messages, by schema. Read by one query before each scrape; whoever else
/// asks, such as an exporter, gets the last answer and has it renewed for the next time. No answer when the database gives none.
/// </summary>
internal sealed partial class WorkGauges : IDisposable
{
    public const string MeterName = Instrumentation.OwnPrefix + "Work";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);

    private readonly ControlDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkGauges> _logger;
    private readonly string _sql;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Answer _answer = new([], DateTimeOffset.MinValue);

    public WorkGauges(ControlDatabase database, IEnumerable<IServiceModule> modules, TimeProvider time, IMeterFactory meters, ILogger<WorkGauges> logger)
    {
        (_database, _time, _logger) = (database, time, logger);
        _sql = string.Join("\nUNION ALL\n", modules.Select(module => Sql(module.Name)));
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("controlplane.work.due", () => Measure(backlog => backlog.Due), "{row}", "Work that is due and that no worker holds.");
        meter.CreateObservableGauge("controlplane.work.oldest_due", () => Measure(backlog => backlog.OldestDueSeconds), "s", "How long the oldest due work has waited.");
        meter.CreateObservableGauge("controlplane.outbox.pending", () => Measure(backlog => backlog.Pending), "{message}", "Messages that are not delivered yet.");
    }

    /// <summary>Reads anew; after a failure there is nothing to tell.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_sql.Length == 0) return;
        await _turn.WaitAsync(cancellationToken);
        var now = _time.GetUtcNow();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            await using var connection = await _database.OpenFleetAsync(limit.Token);
            _answer = new([.. await connection.QueryAsync<Backlog>(new CommandDefinition(_sql, new { now }, cancellationToken: limit.Token))], now);
        }
        catch (Exception exception) when (exception is NpgsqlException or ObjectDisposedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            _answer = new([], now);
            Log.NotRead(_logger, exception.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static string Sql(string schema) => $"""
        SELECT '{schema}' AS Service, count(*) AS Due, COALESCE(EXTRACT(EPOCH FROM @now - min(next_pass_at)), 0)::double precision AS OldestDueSeconds,
            (SELECT count(*) FROM {schema}.outbox) AS Pending
        FROM {schema}.work WHERE next_pass_at <= @now AND (lease_owner IS NULL OR lease_until <= @now)
        """;

    private IEnumerable<Measurement<T>> Measure<T>(Func<Backlog, T> value)
        where T : struct
    {
        var answer = Volatile.Read(ref _answer);
        if (_time.GetUtcNow() - answer.At > MaxAge && _turn.CurrentCount > 0) _ = RefreshAsync(CancellationToken.None);
        return answer.Backlogs.Select(backlog => new Measurement<T>(value(backlog), new KeyValuePair<string, object?>("service", backlog.Service)));
    }

    private sealed record Backlog(string Service, long Due, double OldestDueSeconds, long Pending);

    private sealed record Answer(IReadOnlyList<Backlog> Backlogs, DateTimeOffset At);

    private static partial class Log
    {
        [LoggerMessage(1113, LogLevel.Warning, "The backlog cannot be read, so its metrics are absent: {Why}")]
        public static partial void NotRead(ILogger logger, string why);
    }
}
