using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Tenants.Plans;
using ControlPlane.Warehouses.Provisioning;
using Dapper;
using Npgsql;

namespace ControlPlane.Tenants.Applies;

internal static class ApplyStore
{
    private const string Columns = """
        id AS Id, generation AS Generation, hash AS Hash, steps::text AS Steps, steps_done AS StepsDone, state AS State, error AS Error, requested_at AS RequestedAt, finished_at AS FinishedAt
        """;

    /// <summary>The one that is asked for or under way; null: none.</summary>
    public static Task<ApplyRow?> FindOpenAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken, NpgsqlTransaction? transaction = null) =>
        FindAsync(connection, tenant, "AND state IN ('Pending', 'Running')", transaction, cancellationToken);

    public static Task<ApplyRow?> FindNewestAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken) => FindAsync(connection, tenant, "", null, cancellationToken);

    public static Task AddAsync(NpgsqlTransaction transaction, TenantId tenant, Guid id, TenantPlan plan, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO tenants.applies (id, tenant, generation, hash, steps, state, requested_at) VALUES (@id, @tenant, @Generation, @Hash, @steps::jsonb, 'Pending', @now)
            """, new { id, tenant = tenant.ToString(), plan.Generation, plan.Hash, steps = Serialize(plan.Steps), now }, transaction, cancellationToken: cancellationToken));

    public static Task ProgressAsync(NpgsqlTransaction transaction, Guid id, int stepsDone, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE tenants.applies SET state = 'Running', steps_done = @stepsDone WHERE id = @id", new { id, stepsDone }, transaction, cancellationToken: cancellationToken));

    public static Task FinishAsync(NpgsqlTransaction transaction, Guid id, string? error, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            UPDATE tenants.applies SET state = CASE WHEN @error IS NULL THEN 'Succeeded' ELSE 'Failed' END, error = @error, finished_at = @now,
                steps_done = CASE WHEN @error IS NULL THEN jsonb_array_length(steps) ELSE steps_done END
            WHERE id = @id
            """, new { id, error, now }, transaction, cancellationToken: cancellationToken));

    private static async Task<ApplyRow?> FindAsync(NpgsqlConnection connection, TenantId tenant, string which, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        var row = await connection.QueryFirstOrDefaultAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM tenants.applies WHERE tenant = @tenant {which} ORDER BY requested_at DESC, id DESC LIMIT 1", new { tenant = tenant.ToString() }, transaction, cancellationToken: cancellationToken));
        return row is null ? null : new ApplyRow(
            row.Id, row.Generation, row.Hash, JsonSerializer.Deserialize<List<ProvisioningStep>>(row.Steps)!, row.StepsDone, Enum.Parse<ApplyState>(row.State), row.Error, row.RequestedAt, row.FinishedAt);
    }

    private static string Serialize(IReadOnlyList<ProvisioningStep> steps) => JsonSerializer.Serialize(steps.Select(step => new ProvisioningStep(step.Id, step.Kind, step.Target, step.Why, step.Destructive)));

    private sealed record Row(Guid Id, long Generation, string Hash, string Steps, int StepsDone, string State, string? Error, DateTime RequestedAt, DateTime? FinishedAt);
}
