namespace ControlPlane.Warehouses;

/// <summary>Is told about every statement that a session has run, so that its time can be accounted to the tenant.</summary>
public interface IStatementMeter
{
    void Record(QueryTag tag, WarehouseRole role, TimeSpan elapsed);
}
