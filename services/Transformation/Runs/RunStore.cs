using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Contracts.Transformation;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Transformation.Runs;

/// <summary>Reads what runs and tenants are; <see cref="RunJournal"/> writes what becomes of a run.</summary>
public sealed class RunStore(ServiceState<TransformationModule> state)
{
    internal static JsonSerializerOptions Json { get; } = JsonSerializerOptions.Web;

    public async Task<ModelsRun?> FindRunAsync(TenantId tenant, Guid run, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<RunRow>(new CommandDefinition("""
            SELECT run, status, ingested, rows_in AS RowsIn, cancel_asked AS CancelAsked,
                transform_started_at AS TransformStartedAt, transform_finished_at AS TransformFinishedAt, test_started_at AS TestStartedAt,
                project_hash AS ProjectHash, retries, publishing, engine, remote_asked_at AS RemoteAskedAt, remote_run AS RemoteRun, remote_spec AS RemoteSpec
            FROM transformation.runs WHERE tenant = @tenant AND run = @run
            """, new { tenant = tenant.ToString(), run }, cancellationToken: cancellationToken)) is { } row ? row.ToRun() : null;
    }

    /// <summary>True as well when the run is gone, since its tenant is.</summary>
    public async Task<bool> IsCancelledAsync(TenantId tenant, Guid run, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool?>(new CommandDefinition(
            "SELECT cancel_asked FROM transformation.runs WHERE tenant = @tenant AND run = @run", new { tenant = tenant.ToString(), run }, cancellationToken: cancellationToken)) ?? true;
    }

    public async Task<IReadOnlyList<NodeResult>> NodesAsync(TenantId tenant, Guid run, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await NodesAsync(connection, tenant, run, cancellationToken);
    }

    internal static async Task<IReadOnlyList<NodeResult>> NodesAsync(NpgsqlConnection connection, TenantId tenant, Guid run, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<NodeResult>(new CommandDefinition("""
            SELECT node AS UniqueId, kind, name, version, subject, status, severity, rows, failures, elapsed_ms AS ElapsedMs, error, sql_hash AS SqlHash, bytes, statement_ms AS StatementMs
            FROM transformation.nodes WHERE tenant = @tenant AND run = @run ORDER BY kind, recorded_at, name
            """, new { tenant = tenant.ToString(), run }, cancellationToken: cancellationToken))).AsList();

    /// <summary>No other run of the tenant has begun to build since.</summary>
    public async Task<bool> IsNewestAsync(TenantId tenant, Guid run, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "SELECT run FROM transformation.runs WHERE tenant = @tenant AND begun_at IS NOT NULL ORDER BY begun_at DESC LIMIT 1", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken)) == run;
    }

    /// <summary>Another run of the tenant of which it is not known yet whether it was published, or that goes on elsewhere, or a rollback that is not over.</summary>
    public async Task<Guid?> FindUnsettledAsync(TenantId tenant, Guid besides, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "SELECT run FROM transformation.runs WHERE tenant = @tenant AND run <> @besides AND (publishing IS NOT NULL OR (status = 'running' AND (remote_asked_at IS NOT NULL OR kind = 'rollback'))) LIMIT 1", new { tenant = tenant.ToString(), besides }, cancellationToken: cancellationToken));
    }

    /// <summary>Makes a failed run due again.</summary>
    /// <returns>Its status when it is none that failed; null when there is no such run; otherwise <c>pending</c>.</returns>
    public async Task<string?> RetryAsync(NpgsqlConnection connection, TenantId tenant, Guid run, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var status = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT status FROM transformation.runs WHERE tenant = @tenant AND run = @run AND kind = 'build' FOR UPDATE", new { tenant = tenant.ToString(), run }, transaction, cancellationToken: cancellationToken));
        if (status != ModelsRun.Failed) return status == ModelsRun.Pending ? ModelsRun.Running : status;
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE transformation.runs SET status = 'pending', error = NULL, cancel_asked = false, engine = NULL, remote_asked_at = NULL, remote_run = NULL, remote_spec = NULL, retries = retries + 1 WHERE tenant = @tenant AND run = @run",
            new { tenant = tenant.ToString(), run }, transaction, cancellationToken: cancellationToken));
        await state.Work.MakeDueAsync(transaction, tenant.ToString(), RunReconciler.WorkKind, run.ToString(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ModelsRun.Pending;
    }

    public async Task<TenantModels?> FindTenantAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await FindTenantAsync(connection, tenant, cancellationToken);
    }

    internal static async Task<TenantModels?> FindTenantAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        var row = await connection.QuerySingleOrDefaultAsync<(long Generation, string Blueprint, string Models, bool Suspended)?>(new CommandDefinition(
            "SELECT generation, blueprint, models, suspended FROM transformation.tenants WHERE tenant = @tenant", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
        return row is var (generation, blueprint, models, suspended)
            ? new TenantModels(tenant, generation, blueprint, JsonSerializer.Deserialize<ModelsSpec>(models, Json)!, suspended)
            : null;
    }

    private sealed record RunRow(
        Guid Run, string Status, bool Ingested, long RowsIn, bool CancelAsked, DateTime? TransformStartedAt, DateTime? TransformFinishedAt, DateTime? TestStartedAt, string? ProjectHash, int Retries, string? Publishing, string? Engine, DateTime? RemoteAskedAt, string? RemoteRun, string? RemoteSpec)
    {
        public ModelsRun ToRun() => new(Run, Status, Ingested, RowsIn, CancelAsked, TransformStartedAt, TransformFinishedAt, TestStartedAt, ProjectHash, Retries)
        {
            Publishing = Publishing is null ? null : JsonSerializer.Deserialize<IReadOnlyList<PublishedMart>>(Publishing, Json),
            Engine = Engine,
            RemoteAskedAt = RemoteAskedAt,
            RemoteRun = RemoteRun,
            RemoteSpec = RemoteSpec is null ? null : JsonSerializer.Deserialize<ModelsSpec>(RemoteSpec, Json),
        };
    }
}
