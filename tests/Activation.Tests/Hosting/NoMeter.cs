using ControlPlane.Warehouses;

namespace ControlPlane.Activation.Tests.Hosting;

internal sealed class NoMeter : IStatementMeter
{
    public void Record(QueryTag tag, WarehouseRole role, TimeSpan elapsed)
    {
    }
}
