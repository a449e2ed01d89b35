using System.Security.Cryptography;
using System.Text;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using Dapper;
using Npgsql;

namespace ControlPlane.ServiceDefaults.Access;

/// <summary>The API keys of tenants. A key is shown once, when it is made; only its hash is kept.</summary>
public sealed class ApiKeys(ControlDatabase database, TimeProvider time) : IDisposable
{
    public const string Schema = "access";

    private const string Prefix = "cpk_";

    // Whoever sends made-up keys must not take the connections that workers need.
    private readonly SemaphoreSlim _lookups = new(4);

    /// <exception cref="DuplicateApiKeyException">The tenant has a key of this name.</exception>
    public async Task<(ApiKey Key, string Secret)> CreateAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        var secret = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var key = new ApiKey(Guid.CreateVersion7(), name, time.GetUtcNow(), null);
        await using var connection = await database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "INSERT INTO access.api_keys (id, tenant, name, hash, created_at) VALUES (@Id, @tenant, @Name, @hash, @CreatedAt)",
                new { key.Id, tenant = tenant.ToString(), key.Name, hash = Hash(secret), key.CreatedAt }, cancellationToken: cancellationToken));
        }
        catch (PostgresException exception) when (exception.ConstraintName == "api_keys_name")
        {
            throw new DuplicateApiKeyException(tenant, name);
        }
        return (key, secret);
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        var keys = await connection.QueryAsync<(Guid Id, string Name, DateTime CreatedAt, DateTime? RevokedAt)>(new CommandDefinition(
            "SELECT id, name, created_at, revoked_at FROM access.api_keys WHERE tenant = @tenant ORDER BY id", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
        return [.. keys.Select(key => new ApiKey(key.Id, key.Name, key.CreatedAt, key.RevokedAt))];
    }

    /// <summary>False when the tenant has no such key in force.</summary>
    public async Task<bool> RevokeAsync(TenantId tenant, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE access.api_keys SET revoked_at = @now WHERE tenant = @tenant AND id = @id AND revoked_at IS NULL",
            new { tenant = tenant.ToString(), id, now = time.GetUtcNow() }, cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>Forgets every key of a tenant; used when it is offboarded. Returns how many there were.</summary>
    public async Task<int> RemoveAllAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition("DELETE FROM access.api_keys WHERE tenant = @tenant", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
    }

    /// <summary>Whose key this is; null when it is nobody's or was revoked.</summary>
    public async Task<string?> FindTenantAsync(string secret, CancellationToken cancellationToken)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        await _lookups.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await database.OpenFleetAsync(cancellationToken);
            return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "SELECT tenant FROM access.api_keys WHERE hash = @hash AND revoked_at IS NULL", new { hash = Hash(secret) }, cancellationToken: cancellationToken));
        }
        finally
        {
            _lookups.Release();
        }
    }

    public void Dispose() => _lookups.Dispose();

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

public sealed record ApiKey(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

public sealed class DuplicateApiKeyException(TenantId tenant, string name) : Exception($"Tenant {tenant} already has an API key named '{name}'.");
