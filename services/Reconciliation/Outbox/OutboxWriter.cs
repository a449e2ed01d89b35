using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation.Work;
using Dapper;
using Npgsql;

namespace ControlPlane.Reconciliation.Outbox;

/// <summary>Writes facts for other services in the transaction that makes them true; the relay delivers them.</summary>
public sealed class OutboxWriter(string schema, TimeProvider time)
{
    public string Schema => schema;

    /// <summary>Makes everything due at once. Only for a process that knows itself to be the only one on this database.</summary>
    public async Task ReleaseAllAsync(ControlDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition($"UPDATE {schema}.outbox SET not_before = NULL WHERE not_before IS NOT NULL", cancellationToken: cancellationToken));
    }

    public Task AddAsync<T>(NpgsqlTransaction transaction, T message, CancellationToken cancellationToken)
        where T : class, ITenantMessage =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO {schema}.outbox (message_id, tenant, type, body, created_at) VALUES (@id, @tenant, @type, @body::jsonb, @now);
            SELECT pg_notify('{WorkQueue.Channel}', '{schema}/outbox');
            """,
            new
            {
                id = Guid.CreateVersion7(),
                tenant = message.Tenant.ToString(),
                type = typeof(T).FullName,
                body = JsonSerializer.Serialize(message, OutboxJson.Options),
                now = time.GetUtcNow(),
            },
            transaction, cancellationToken: cancellationToken));
}
