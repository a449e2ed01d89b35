using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Transformation.Lineage.Events;
using Dapper;
using Npgsql;

namespace ControlPlane.Transformation.Runs;

/// <summary>
/// Writes what becomes of one run. Each write is possible only for the holder of the lease and carries the messages that make it
/// known, in one transaction.
/// </summary>
internal sealed class RunJournal(ServiceState<TransformationModule> state, Lease lease, TenantId tenant, ModelsRun run, TimeProvider time)
{
    private const int RecordAttempts = 6;

    private static readonly TimeSpan FirstRecordPause = TimeSpan.FromMilliseconds(200);

    private readonly DateTimeOffset _transformStartedAt = run.TransformStartedAt ?? time.GetUtcNow();
    private DateTimeOffset? _testStartedAt = run.TestStartedAt;

    /// <summary>The marts of a swap of which it is not known whether it was committed: the run may end only with that answer.</summary>
    public IReadOnlyList<PublishedMart>? Publishing { get; private set; } = run.Publishing;

    /// <summary>Another service may have begun with it, and goes on whatever is recorded here.</summary>
    public bool IsElsewhere { get; private set; } = run is { RemoteAskedAt: not null, Engine: not ModelEngines.DbtCore };

    /// <summary>Is told of what was written.</summary>
    public required RunEmitter Lineage { get; init; }

    /// <summary>What the stages are named after; until the project is known, the blueprint.</summary>
    public string Project { get; set; } = "models";

    /// <summary>Forgets what an earlier attempt recorded, but of nodes that stay as it built them, and says that the models are being built.</summary>
    public Task StartedAsync(string projectHash, IReadOnlyList<string> kept, CancellationToken cancellationToken) => WriteAsync(async transaction =>
    {
        await ExecuteAsync(transaction, """
            DELETE FROM transformation.nodes WHERE tenant = @tenant AND run = @run AND node <> ALL (@kept);
            UPDATE transformation.runs SET status = 'running', project = @Project, project_hash = @projectHash, error = NULL, begun_at = @now,
                transform_started_at = @started, transform_finished_at = NULL, test_started_at = NULL, test_finished_at = NULL, publishing = NULL
            WHERE tenant = @tenant AND run = @run
            """, new { tenant = tenant.ToString(), run = run.Run, Project, projectHash, kept = kept.ToArray(), now = time.GetUtcNow(), started = _transformStartedAt }, cancellationToken);
        await StageAsync(transaction, Stages.Transform, StageStatus.Running, 0, null, cancellationToken);
    }, cancellationToken, Lineage.Started);

    /// <summary>Before another engine is asked for a run of its own, so that a question whose answer is lost is not simply repeated.</summary>
    /// <param name="where">What the spec says of the engine, so that the run is found there when the spec says something else; null for one of this host.</param>
    public async Task AskingAsync(string engine, ModelsSpec? where, CancellationToken cancellationToken)
    {
        await WriteAsync(async transaction =>
        {
            await ExecuteAsync(transaction, """
                DELETE FROM transformation.nodes WHERE tenant = @tenant AND run = @run;
                UPDATE transformation.runs SET status = 'running', project = @Project, project_hash = NULL, error = NULL, engine = @engine, remote_asked_at = @now, remote_run = NULL, remote_spec = @where::jsonb,
                    transform_started_at = @started, transform_finished_at = NULL, test_started_at = NULL, test_finished_at = NULL
                WHERE tenant = @tenant AND run = @run
                """, new { tenant = tenant.ToString(), run = run.Run, Project, engine, where = where is null ? null : JsonSerializer.Serialize(where, RunStore.Json), now = time.GetUtcNow(), started = _transformStartedAt }, cancellationToken);
            await StageAsync(transaction, Stages.Transform, StageStatus.Running, 0, null, cancellationToken);
        }, cancellationToken, Lineage.Started);
        IsElsewhere = engine != ModelEngines.DbtCore;
    }

    /// <param name="id">What the other engine calls its run.</param>
    public Task AskedAsync(string id, CancellationToken cancellationToken) => WriteAsync(transaction => ExecuteAsync(transaction,
        "UPDATE transformation.runs SET remote_run = @id WHERE tenant = @tenant AND run = @run", new { tenant = tenant.ToString(), run = run.Run, id }, cancellationToken), cancellationToken);

    /// <summary>The other engine has refused, and begun nothing.</summary>
    public async Task RefusedAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(transaction => ExecuteAsync(transaction,
            "UPDATE transformation.runs SET engine = NULL, remote_asked_at = NULL, remote_spec = NULL WHERE tenant = @tenant AND run = @run", new { tenant = tenant.ToString(), run = run.Run }, cancellationToken), cancellationToken);
        IsElsewhere = false;
    }

    /// <summary>Tries again while the control database is away for a moment.</summary>
    public async Task NodesAsync(IReadOnlyList<NodeResult> results, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteNodesAsync(results, cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException { IsTransient: true } or TimeoutException && attempt < RecordAttempts)
            {
                await Task.Delay(FirstRecordPause * Math.Pow(2, attempt - 1), time, cancellationToken);
            }
        }
    }

    private Task WriteNodesAsync(IReadOnlyList<NodeResult> results, CancellationToken cancellationToken) => WriteAsync(transaction => ExecuteAsync(transaction, """
        INSERT INTO transformation.nodes (tenant, run, node, kind, name, version, subject, status, severity, rows, failures, elapsed_ms, error, sql_hash, bytes, statement_ms, recorded_at)
        VALUES (@tenant, @run, @UniqueId, @Kind, @Name, @Version, @Subject, @Status, @Severity, @Rows, @Failures, @ElapsedMs, @Error, @SqlHash, @Bytes, @StatementMs, @now)
        ON CONFLICT ON CONSTRAINT nodes_key DO NOTHING
        """, results.Select(result => new
    {
        tenant = tenant.ToString(),
        run = run.Run,
        result.UniqueId,
        result.Kind,
        result.Name,
        result.Version,
        result.Subject,
        result.Status,
        result.Severity,
        result.Rows,
        result.Failures,
        result.ElapsedMs,
        result.Error,
        result.SqlHash,
        result.Bytes,
        result.StatementMs,
        now = time.GetUtcNow(),
    }), cancellationToken), cancellationToken);

    /// <summary>Every model is built; the tests begin.</summary>
    public Task BuiltAsync(long rowsOut, CancellationToken cancellationToken) => WriteAsync(async transaction =>
    {
        _testStartedAt = time.GetUtcNow();
        await ExecuteAsync(transaction, "UPDATE transformation.runs SET transform_finished_at = @now, test_started_at = @now WHERE tenant = @tenant AND run = @run",
            new { tenant = tenant.ToString(), run = run.Run, now = _testStartedAt }, cancellationToken);
        await StageAsync(transaction, Stages.Transform, StageStatus.Succeeded, rowsOut, null, cancellationToken);
        await TestStageAsync(transaction, StageStatus.Running, [], null, cancellationToken);
    }, cancellationToken);

    /// <summary>From here on readers may see the run's models, whatever becomes of this process.</summary>
    public async Task PublishingAsync(IReadOnlyList<PublishedMart> marts, CancellationToken cancellationToken)
    {
        await WriteAsync(transaction => ExecuteAsync(transaction, "UPDATE transformation.runs SET publishing = @marts::jsonb WHERE tenant = @tenant AND run = @run",
            new { tenant = tenant.ToString(), run = run.Run, marts = JsonSerializer.Serialize(marts, RunStore.Json) }, cancellationToken), cancellationToken);
        Publishing = marts;
    }

    /// <summary>The swap was not committed.</summary>
    public async Task NotPublishedAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(transaction => ExecuteAsync(transaction, "UPDATE transformation.runs SET publishing = NULL WHERE tenant = @tenant AND run = @run",
            new { tenant = tenant.ToString(), run = run.Run }, cancellationToken), cancellationToken);
        Publishing = null;
    }

    /// <summary>Readers see the run's models.</summary>
    public Task PublishedAsync(IReadOnlyList<NodeResult> results, IReadOnlyList<PublishedMart> marts, CancellationToken cancellationToken) => WriteAsync(async transaction =>
    {
        await EndAsync(transaction, ModelsRun.Succeeded, null, cancellationToken);
        await TestStageAsync(transaction, StageStatus.Succeeded, results, null, cancellationToken);
        await state.Outbox.AddAsync(transaction, new ModelsPublished(tenant, run.Run, marts, time.GetUtcNow()), cancellationToken);
    }, cancellationToken, () => Lineage.Completed(marts));

    /// <summary>A test of severity error failed, or could not run.</summary>
    public Task GatedAsync(IReadOnlyList<NodeResult> results, string reason, CancellationToken cancellationToken) => WriteAsync(async transaction =>
    {
        await EndAsync(transaction, ModelsRun.Failed, reason, cancellationToken);
        await TestStageAsync(transaction, StageStatus.Failed, results, reason, cancellationToken);
        await RefuseAsync(transaction, StageStatus.Failed, reason, cancellationToken);
    }, cancellationToken, () => Lineage.Failed(reason));

    /// <summary>The models were not built, or could not be published after they had passed.</summary>
    public Task FailedAsync(string reason, IReadOnlyList<NodeResult> results, CancellationToken cancellationToken) => WriteAsync(async transaction =>
    {
        await EndAsync(transaction, ModelsRun.Failed, reason, cancellationToken);
        await StageAsync(transaction, Stages.Transform, StageStatus.Failed, 0, reason, cancellationToken);
        var tested = results.Any(result => result.IsTest);
        await TestStageAsync(transaction, tested ? StageStatus.Succeeded : StageStatus.Skipped, results, null, cancellationToken);
        await RefuseAsync(transaction, StageStatus.Failed, reason, cancellationToken);
    }, cancellationToken, () => Lineage.Failed(reason));

    public Task CancelledAsync(CancellationToken cancellationToken) => WriteAsync(async transaction =>
    {
        const string Reason = "The run was cancelled.";
        await EndAsync(transaction, ModelsRun.Cancelled, Reason, cancellationToken);
        if (_testStartedAt is null) await StageAsync(transaction, Stages.Transform, StageStatus.Cancelled, 0, null, cancellationToken);
        await TestStageAsync(transaction, StageStatus.Cancelled, [], null, cancellationToken);
        await RefuseAsync(transaction, StageStatus.Cancelled, Reason, cancellationToken);
    }, cancellationToken, Lineage.Cancelled);

    private Task RefuseAsync(NpgsqlTransaction transaction, StageStatus outcome, string reason, CancellationToken cancellationToken) =>
        state.Outbox.AddAsync(transaction, new ModelsRefused(tenant, run.Run, outcome, reason, time.GetUtcNow()), cancellationToken);

    private Task EndAsync(NpgsqlTransaction transaction, string status, string? error, CancellationToken cancellationToken) => ExecuteAsync(transaction, """
        UPDATE transformation.runs SET status = @status, error = @error, publishing = NULL, project = COALESCE(project, @Project), transform_started_at = COALESCE(transform_started_at, @started),
            transform_finished_at = COALESCE(transform_finished_at, @now), test_finished_at = CASE WHEN test_started_at IS NOT NULL THEN @now END
        WHERE tenant = @tenant AND run = @run
        """, new { tenant = tenant.ToString(), run = run.Run, status, error, Project, started = _transformStartedAt, now = time.GetUtcNow() }, cancellationToken);

    private Task TestStageAsync(NpgsqlTransaction transaction, StageStatus status, IReadOnlyList<NodeResult> results, string? error, CancellationToken cancellationToken)
    {
        var tests = results.Where(result => result.IsTest).ToList();
        var failed = tests.Count(test => test.Gates);
        return StageAsync(transaction, Stages.Test, status, tests.Count - failed, error, cancellationToken, tests.Count, failed);
    }

    private async Task StageAsync(
        NpgsqlTransaction transaction, string stage, StageStatus status, long rowsOut, string? error, CancellationToken cancellationToken, long? rowsIn = null, long rejected = 0)
    {
        var now = time.GetUtcNow();
        var version = await transaction.Connection!.ExecuteScalarAsync<long>(new CommandDefinition(
            "UPDATE transformation.runs SET version = version + 1 WHERE tenant = @tenant AND run = @run RETURNING version",
            new { tenant = tenant.ToString(), run = run.Run }, transaction, cancellationToken: cancellationToken));
        var startedAt = stage == Stages.Test ? _testStartedAt ?? now : _transformStartedAt;
        await state.Outbox.AddAsync(transaction, new StageChanged(
            tenant, run.Run, stage, Project, status, version, startedAt, status == StageStatus.Running ? null : now, rowsIn ?? run.RowsIn, rowsOut, rejected, error), cancellationToken);
    }

    /// <summary>Writes in one transaction, as the holder of the lease.</summary>
    /// <param name="tell">Called once it is written.</param>
    public async Task WriteAsync(Func<NpgsqlTransaction, Task> write, CancellationToken cancellationToken, Action? tell = null)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        await write(transaction);
        await transaction.CommitAsync(cancellationToken);
        tell?.Invoke();
    }

    private static Task ExecuteAsync(NpgsqlTransaction transaction, string sql, object arguments, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancellationToken));
}
