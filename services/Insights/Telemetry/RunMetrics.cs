using System.Diagnostics.Metrics;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;

namespace ControlPlane.Insights.Telemetry;

/// <summary>The pipeline's own metrics, by tenant; the number of tenants bounds the number of series.</summary>
public sealed class RunMetrics
{
    public const string MeterName = "ControlPlane.Insights";

    private readonly Counter<long> _rows;
    private readonly Counter<long> _imbalances;
    private readonly Counter<long> _runs;

    public RunMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _rows = meter.CreateCounter<long>("controlplane.rows", "{row}", "Rows by what became of them.");
        _imbalances = meter.CreateCounter<long>("controlplane.ledger.imbalances", "{entry}", "Ledger entries that do not add up. Anything above zero is an alert.");
        _runs = meter.CreateCounter<long>("controlplane.runs", "{run}", "Finished runs by outcome.");
    }

    public void Accounted(BatchAccounted batch)
    {
        Add(batch.Tenant, "read", batch.Read);
        Add(batch.Tenant, "rejected", batch.Rejected);
        Add(batch.Tenant, "loaded", batch.Loaded);
    }

    public void Imbalance(TenantId tenant) => _imbalances.Add(1, new KeyValuePair<string, object?>("tenant", tenant.ToString()));

    public void Finished(TenantId tenant, StageStatus status) =>
        _runs.Add(1, new KeyValuePair<string, object?>("tenant", tenant.ToString()), new KeyValuePair<string, object?>("status", status.ToString().ToLowerInvariant()));

    private void Add(TenantId tenant, string outcome, long rows) =>
        _rows.Add(rows, new KeyValuePair<string, object?>("tenant", tenant.ToString()), new KeyValuePair<string, object?>("outcome", outcome));
}
