using System.Security.Cryptography;
using ControlPlane.Reconciliation;
using Dapper;

namespace ControlPlane.Secrets;

/// <summary>Secrets in the control database, each encrypted under a data key of its own (envelope encryption).</summary>
public sealed class TableSecretStore(ControlDatabase database, MasterKey masterKey, TimeProvider time) : ISecretStore
{
    public const string Schema = "secrets";

    public async Task<string?> FindAsync(SecretReference reference, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenTenantAsync(reference.Tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            SELECT master_key AS MasterKey, wrapped_key AS WrappedKey, content AS Content FROM secrets.secrets WHERE tenant = @Tenant AND path = @Path
            """, reference, cancellationToken: cancellationToken));
        return row is null ? null : Open(reference, row);
    }

    public async Task SetAsync(SecretReference reference, string value, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenTenantAsync(reference.Tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO secrets.secrets (tenant, path, master_key, wrapped_key, content, updated_at) VALUES (@Tenant, @Path, @MasterKey, @WrappedKey, @Content, @now)
            ON CONFLICT (tenant, path) DO UPDATE SET
                master_key = EXCLUDED.master_key, wrapped_key = EXCLUDED.wrapped_key, content = EXCLUDED.content, updated_at = EXCLUDED.updated_at
            """, Seal(reference, value), cancellationToken: cancellationToken));
    }

    public async Task<string> GetOrSetAsync(SecretReference reference, Func<string> create, CancellationToken cancellationToken)
    {
        if (await FindAsync(reference, cancellationToken) is { } kept) return kept;
        await using var connection = await database.OpenTenantAsync(reference.Tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO secrets.secrets (tenant, path, master_key, wrapped_key, content, updated_at) VALUES (@Tenant, @Path, @MasterKey, @WrappedKey, @Content, @now)
            ON CONFLICT (tenant, path) DO NOTHING
            """, Seal(reference, create()), cancellationToken: cancellationToken));
        return await FindAsync(reference, cancellationToken) ?? throw new InvalidOperationException($"{reference} was removed while it was being set.");
    }

    public async Task<bool> RemoveAsync(SecretReference reference, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenTenantAsync(reference.Tenant, cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM secrets.secrets WHERE tenant = @Tenant AND path = @Path", reference, cancellationToken: cancellationToken)) > 0;
    }

    public async Task<int> RemoveAllAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenTenantAsync(tenant, cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition("DELETE FROM secrets.secrets WHERE tenant = @tenant", new { tenant }, cancellationToken: cancellationToken));
    }

    public async Task<IReadOnlyList<string>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenTenantAsync(tenant, cancellationToken);
        var paths = await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT path FROM secrets.secrets WHERE tenant = @tenant ORDER BY path", new { tenant }, cancellationToken: cancellationToken));
        return [.. paths];
    }

    private object Seal(SecretReference reference, string value)
    {
        var (wrappedKey, content) = Envelope.Seal(masterKey, reference.ToString(), value);
        return new { reference.Tenant, reference.Path, MasterKey = masterKey.Id, WrappedKey = wrappedKey, Content = content, now = time.GetUtcNow() };
    }

    private string Open(SecretReference reference, Row row)
    {
        try
        {
            return Envelope.Open(masterKey, reference.ToString(), row.WrappedKey, row.Content);
        }
        catch (CryptographicException exception)
        {
            var why = row.MasterKey == masterKey.Id ? "its row was changed outside the secret store" : $"it was encrypted with master key {row.MasterKey}, and this process has {masterKey.Id}";
            throw new Fault(FaultKind.AccessDenied, "SecretUnreadable", $"{reference} cannot be decrypted: {why}.", exception);
        }
    }

    private sealed record Row(string MasterKey, byte[] WrappedKey, byte[] Content);
}
