using System.Collections.Concurrent;

namespace ControlPlane.Warehouses.Conformance.Engines;

public sealed class RecordingMeter : IStatementMeter
{
    private readonly ConcurrentQueue<QueryTag> _tags = new();

    public IReadOnlyCollection<QueryTag> Tags => _tags;

    public void Record(QueryTag tag, WarehouseRole role, TimeSpan elapsed) => _tags.Enqueue(tag);
}
