using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;

namespace ControlPlane.Activation.Tenants;

/// <summary>The newest spec of each tenant and whether its quota is used up, as messages told.</summary>
internal sealed class TenantStore(ServiceState<ActivationModule> state, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Null when nothing is known of the tenant.</summary>
    public async Task<TenantState?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT generation AS Generation, spec::text AS Spec, suspended AS Suspended FROM activation.tenants WHERE tenant = @tenant",
            new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
        return row is null ? null : new TenantState(row.Generation, row.Spec is null ? null : JsonSerializer.Deserialize<TenantSpec>(row.Spec, Json), row.Suspended);
    }

    /// <exception cref="Fault">The spec has not arrived yet.</exception>
    public async Task<TenantSpec> SpecAsync(TenantId tenant, CancellationToken cancellationToken) =>
        (await FindAsync(tenant, cancellationToken))?.Spec
        ?? throw new Fault(FaultKind.Unavailable, "SpecUnknown", $"The spec of tenant {tenant} has not arrived yet.");

    /// <exception cref="Fault">The tenant's quota is used up.</exception>
    public async Task<TenantSpec> ActiveSpecAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (await FindAsync(tenant, cancellationToken) is { Suspended: true }) throw Suspended(tenant);
        return await SpecAsync(tenant, cancellationToken);
    }

    public static Fault Suspended(TenantId tenant) =>
        new(FaultKind.Suspended, "Suspended", $"The quota of tenant {tenant} is used up. Raise the quota or wait for the next month.");

    public async Task KeepAsync(TenantProvisioned message, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO activation.tenants AS t (tenant, generation, spec, updated_at) VALUES (@tenant, @Generation, @spec::jsonb, @now)
            ON CONFLICT (tenant) DO UPDATE SET generation = EXCLUDED.generation, spec = EXCLUDED.spec, updated_at = @now WHERE t.generation <= EXCLUDED.generation
            """, new { tenant = message.Tenant.ToString(), message.Generation, spec = JsonSerializer.Serialize(message.Spec, Json), now = time.GetUtcNow() }, cancellationToken: cancellationToken));
    }

    /// <summary>Keeps the newest word about the quota; a resumption makes everything due that the suspension held up.</summary>
    public async Task KeepQuotaAsync(TenantId tenant, bool suspended, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var arguments = new { tenant = tenant.ToString(), suspended, at = at.ToUniversalTime(), now = time.GetUtcNow() };
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO activation.tenants AS t (tenant, suspended, quota_at, updated_at) VALUES (@tenant, @suspended, @at, @now)
            ON CONFLICT (tenant) DO UPDATE SET suspended = @suspended, quota_at = @at, updated_at = @now WHERE t.quota_at IS NULL OR t.quota_at < @at
            """, arguments, transaction, cancellationToken: cancellationToken));
        var waiting = suspended ? [] : (await connection.QueryAsync<(string Kind, string Key)>(new CommandDefinition(
            "SELECT kind, key FROM activation.work WHERE tenant = @tenant AND failures > 0", arguments, transaction, cancellationToken: cancellationToken))).AsList();
        foreach (var (kind, key) in waiting) await state.Work.MakeDueAsync(transaction, tenant.ToString(), kind, key, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Stops the tenant's work and forgets every row about it; a worker in the middle of a pass can no longer write.</summary>
    public async Task ForgetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await state.Work.RemoveAsync(transaction, tenant.ToString(), null, null, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            DELETE FROM activation.failed_rows WHERE tenant = @tenant;
            DELETE FROM activation.outgoing WHERE tenant = @tenant;
            DELETE FROM activation.sent WHERE tenant = @tenant;
            DELETE FROM activation.activations WHERE tenant = @tenant;
            DELETE FROM activation.refreshes WHERE tenant = @tenant;
            DELETE FROM activation.runs WHERE tenant = @tenant;
            DELETE FROM activation.tenants WHERE tenant = @tenant;
            """, new { tenant = tenant.ToString() }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record Row(long Generation, string? Spec, bool Suspended);
}
