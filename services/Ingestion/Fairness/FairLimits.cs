using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using Microsoft.Extensions.Options;

namespace ControlPlane.Ingestion.Fairness;

/// <summary>What one process does at once: syncs, which hold connections, and passes over batches, which hold processors, out of one budget.</summary>
internal sealed class FairLimits(IOptions<IngestionOptions> options)
{
    private readonly WorkBudget _budget = new(options.Value.Concurrency);

    public ReconcilerLimits Syncs => For(options.Value.Concurrency);

    public ReconcilerLimits Batches => For(options.Value.BatchConcurrency);

    private ReconcilerLimits For(int concurrency) =>
        new(concurrency, options.Value.ConcurrencyPerTenant, options.Value.LeaseTime, new Backoff(options.Value.FirstRetry, options.Value.LongestRetry), _budget);
}
