using ControlPlane.Contracts;
using Dapper;
using Npgsql;

namespace ControlPlane.Insights.Alerts;

/// <summary>What a person must look at: a ledger that does not balance, a sync that gave a warning, a failed run, a quota that is nearly used up.</summary>
public sealed class AlertStore(TimeProvider time)
{
    public const string LedgerImbalance = "ledger-imbalance";
    public const string Quota = "quota";
    public const string SyncWarning = "sync-warning";

    /// <summary>Raises an alert once per subject.</summary>
    public Task RaiseAsync(NpgsqlTransaction transaction, TenantId tenant, string kind, string subject, Guid? run, string message, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO insights.alerts (tenant, kind, subject, run, message, raised_at) VALUES (@tenant, @kind, @subject, @run, @message, @now)
            ON CONFLICT (tenant, kind, subject) DO NOTHING
            """, new { tenant = tenant.ToString(), kind, subject, run, message, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
}

public sealed record Alert(string Tenant, string Kind, string Subject, Guid? Run, string Message, DateTimeOffset RaisedAt);
