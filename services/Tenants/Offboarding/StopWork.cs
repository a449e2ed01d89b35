using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Tenants.Inventory;
using Dapper;
using Microsoft.Extensions.Options;

namespace ControlPlane.Tenants.Offboarding;

/// <summary>
/// Waits until the news has been delivered and the other services have given up the tenant's work. One that does not within the
/// patience of the settings is not waited for: what it keeps is removed with the other rows, and its leases with them.
/// </summary>
internal sealed class StopWork(ServiceState<TenantsModule> state, IOptions<TenantsOptions> options, TimeProvider time) : IOffboardingStep
{
    public string Name => "stop-work";

    public async Task<string?> RunAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        var undelivered = await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT count(*) FROM tenants.outbox WHERE tenant = @tenant", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
        if (undelivered > 0) return null;
        var working = (await ControlRows.CountAsync(state.Database, tenant, cancellationToken)).Where(rows => rows.Table.EndsWith(".work", StringComparison.Ordinal)).Select(rows => rows.Table).ToArray();
        if (working.Length == 0) return "No service has work for the tenant.";
        return time.GetUtcNow() - since < options.Value.OffboardingPatience ? null : $"Not waited for any longer: {string.Join(", ", working)}.";
    }
}
