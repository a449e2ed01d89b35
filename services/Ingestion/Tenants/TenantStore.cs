using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Tenants;

internal sealed class TenantStore(ServiceState<IngestionModule> state)
{
    private const string Select = "SELECT tenant AS Tenant, generation AS Generation, spec AS Spec, suspended AS Suspended FROM ingestion.tenants WHERE tenant = @tenant";

    /// <summary>A resumed tenant makes its work due; this is for what came to wait in the same moment.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    /// <summary>How a suspended tenant's work waits.</summary>
    public static Pass Wait(WorkItem item) =>
        Pass.Again(LookAgain, new Condition("Synced", ConditionStatus.Unknown, "Suspended", "The tenant's quota is used up; goes on once it is resumed.", item.Generation));

    /// <summary>Null when the tenant is not known (yet, or any more).</summary>
    public async Task<TenantRow?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return ToTenant(await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Select, new { tenant = tenant.ToString() }, cancellationToken: cancellationToken)));
    }

    /// <summary>The same, and no one else changes the tenant or starts a run of it until the transaction ends.</summary>
    public static async Task<TenantRow?> LockAsync(NpgsqlTransaction transaction, TenantId tenant, CancellationToken cancellationToken) =>
        ToTenant(await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"{Select} FOR UPDATE", new { tenant = tenant.ToString() }, transaction, cancellationToken: cancellationToken)));

    private static TenantRow? ToTenant(Row? row) =>
        row is null ? null : new TenantRow(TenantId.Parse(row.Tenant), row.Generation, JsonSerializer.Deserialize<TenantSpec>(row.Spec, TenantRow.Json)!, row.Suspended);

    private sealed record Row(string Tenant, long Generation, string Spec, bool Suspended);
}
