using System.Text.Json;
using System.Text.Json.Serialization;
using ControlPlane.Contracts;
using Dapper;
using Npgsql;

namespace ControlPlane.Insights.Events;

/// <summary>What changed about runs, in order. A follower that lost its connection goes on after the last id it saw.</summary>
public sealed class EventLog(TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>The kind is the fact's name in camel case: <c>stageChanged</c>, <c>batchAccounted</c>, ...</summary>
    public Task AddAsync(NpgsqlTransaction transaction, ITenantMessage message, Guid run, CancellationToken cancellationToken) =>
        AddAsync(transaction, message.Tenant, run, JsonNamingPolicy.CamelCase.ConvertName(message.GetType().Name), JsonSerializer.Serialize(message, message.GetType(), Json), cancellationToken);

    public Task AddAsync(NpgsqlTransaction transaction, TenantId tenant, Guid run, string kind, string body, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "INSERT INTO insights.events (run, tenant, kind, body, at) VALUES (@run, @tenant, @kind, @body::jsonb, @now)",
            new { run, tenant = tenant.ToString(), kind, body, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));

    /// <summary>At most 200 events after an id, in order.</summary>
    public static async Task<IReadOnlyList<RunEvent>> ReadAsync(NpgsqlConnection connection, Guid run, long after, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<RunEvent>(new CommandDefinition(
            "SELECT id AS Id, kind AS Kind, body::text AS Body FROM insights.events WHERE run = @run AND id > @after ORDER BY id LIMIT 200", new { run, after }, cancellationToken: cancellationToken));
        return rows.AsList();
    }
}

/// <param name="Kind"><c>run</c> when the run's own status changed, else the fact's name.</param>
/// <param name="Body">JSON.</param>
public sealed record RunEvent(long Id, string Kind, string Body);
