using ControlPlane.Contracts;
using Dapper;
using Npgsql;

namespace ControlPlane.Tenants.Offboarding;

/// <summary>Which steps are done.</summary>
internal static class OffboardingJournal
{
    public static async Task<IReadOnlyDictionary<string, JournalEntry>> ReadAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Step, DateTime DoneAt, string Detail)>(new CommandDefinition(
            "SELECT step, done_at, detail FROM tenants.offboarding_steps WHERE tenant = @tenant", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Step, row => new JournalEntry(row.DoneAt, row.Detail));
    }

    public static Task WriteAsync(NpgsqlTransaction transaction, TenantId tenant, string step, string detail, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO tenants.offboarding_steps (tenant, step, detail, done_at) VALUES (@tenant, @step, @detail, @now)
            ON CONFLICT (tenant, step) DO UPDATE SET detail = EXCLUDED.detail, done_at = EXCLUDED.done_at
            """, new { tenant = tenant.ToString(), step, detail, now }, transaction, cancellationToken: cancellationToken));

    /// <summary>Something came back after its step was done: every removal is done once more.</summary>
    public static Task ForgetAsync(NpgsqlTransaction transaction, TenantId tenant, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("DELETE FROM tenants.offboarding_steps WHERE tenant = @tenant", new { tenant = tenant.ToString() }, transaction, cancellationToken: cancellationToken));
}

internal sealed record JournalEntry(DateTimeOffset DoneAt, string Detail);
