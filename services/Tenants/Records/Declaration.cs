using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Tenants.Reconciling;
using ControlPlane.Tenants.Specs;
using Dapper;
using Npgsql;

namespace ControlPlane.Tenants.Records;

/// <summary>Writes what somebody declares. Writers of one tenant come one after the other, so generations strictly rise.</summary>
public sealed class Declaration(ServiceState<TenantsModule> state, TimeProvider time)
{
    public async Task<DeclarationOutcome> DeclareAsync(TenantId tenant, CompiledSpec spec, DeclarationGuard guard, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The work row first, as a pass locks it first too; it is rolled back with the rest when nothing is declared.
        await state.Work.MakeDueAsync(transaction, tenant.ToString(), TenantReconciler.KindName, TenantReconciler.Key, cancellationToken);
        var now = time.GetUtcNow();
        var created = await InsertAsync(transaction, tenant, spec, now, cancellationToken);
        var record = (await TenantStore.FindAsync(connection, tenant, cancellationToken, transaction, lockRow: true))!;
        if (record.State == TenantState.Offboarding) return new(DeclarationResult.Offboarding, record.Generation);
        var exists = !created && record.State == TenantState.Active;
        if (guard.CreateOnly && exists) return new(DeclarationResult.Exists, record.Generation);
        if (guard.Generation is { } expected && (!exists || record.Generation != expected)) return new(DeclarationResult.GenerationDiffers, exists ? record.Generation : 0);
        // One that cannot be read may be equal all the same: 20.0 and 20 are.
        if (exists && record.IsReadable && JsonNode.DeepEquals(record.Document, spec.Document) && JsonNode.DeepEquals(record.Effective, spec.Effective)) return new(DeclarationResult.Unchanged, record.Generation);
        var generation = created ? record.Generation : record.Generation + 1;
        await WriteAsync(transaction, tenant, spec, generation, keepConditions: exists, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(exists ? DeclarationResult.Changed : DeclarationResult.Created, generation);
    }

    private static async Task<bool> InsertAsync(NpgsqlTransaction transaction, TenantId tenant, CompiledSpec spec, DateTimeOffset now, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO tenants.tenants (tenant, generation, state, document, effective, created_at, updated_at)
            VALUES (@tenant, 1, 'Active', @document::jsonb, @effective::jsonb, @now, @now) ON CONFLICT (tenant) DO NOTHING
            """, new { tenant = tenant.ToString(), document = spec.Document.ToJsonString(), effective = spec.Effective.ToJsonString(), now }, transaction, cancellationToken: cancellationToken)) == 1;

    private static Task WriteAsync(NpgsqlTransaction transaction, TenantId tenant, CompiledSpec spec, long generation, bool keepConditions, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            UPDATE tenants.tenants SET generation = @generation, state = 'Active', document = @document::jsonb, effective = @effective::jsonb, updated_at = @now,
                conditions = CASE WHEN @keepConditions THEN conditions ELSE '[]' END,
                provisioned_generation = CASE WHEN @keepConditions THEN provisioned_generation ELSE 0 END,
                created_at = CASE WHEN @keepConditions THEN created_at ELSE @now END
            WHERE tenant = @tenant;
            INSERT INTO tenants.specs (tenant, generation, document, effective, declared_at) VALUES (@tenant, @generation, @document::jsonb, @effective::jsonb, @now);
            DELETE FROM tenants.offboarding_steps WHERE tenant = @tenant;
            """, new { tenant = tenant.ToString(), generation, document = spec.Document.ToJsonString(), effective = spec.Effective.ToJsonString(), keepConditions, now }, transaction, cancellationToken: cancellationToken));
}

/// <summary>What must be so for a declaration to take effect.</summary>
/// <param name="CreateOnly"><c>If-None-Match: *</c>: only when there is no such tenant.</param>
/// <param name="Generation"><c>If-Match: "3"</c>: only when this is the present generation.</param>
public sealed record DeclarationGuard(bool CreateOnly, long? Generation);

public enum DeclarationResult { Created, Changed, Unchanged, Exists, GenerationDiffers, Offboarding }

/// <param name="Generation">The present one; 0 when there is no such tenant.</param>
public sealed record DeclarationOutcome(DeclarationResult Result, long Generation);
