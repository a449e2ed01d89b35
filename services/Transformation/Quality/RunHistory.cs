using ControlPlane.Contracts;
using ControlPlane.Models.Quality.History;

namespace ControlPlane.Transformation.Quality;

/// <summary>What one run's checks are judged by: the tenant's runs that readers were shown. What it finds itself is put there by whoever records the run.</summary>
internal sealed class RunHistory(QualityStore store, TenantId tenant, Guid run, CancellationToken cancellationToken) : IQualityHistory
{
    public void Append(IReadOnlyList<QualityRecord> records)
    {
        // Only the holder of the run's lease may write, together with its scores.
    }

    /// <summary>The engine that asks holds a thread of its own.</summary>
    public IReadOnlyDictionary<CheckKey, IReadOnlyList<QualityRecord>> Read(IReadOnlyDictionary<CheckKey, int> windows) => store.HistoryAsync(tenant, run, windows, cancellationToken).GetAwaiter().GetResult();
}
