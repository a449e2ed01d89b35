using ControlPlane.Contracts;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Warehouses.Conformance.Engines;

/// <summary>Makes warehouses of one engine for tests.</summary>
public interface IEngine : IAsyncDisposable
{
    /// <summary>A warehouse that no other test uses, or a part of one; skips the test where the engine cannot be had.</summary>
    Task<TestedWarehouse> NewAsync();
}

public sealed record TestedWarehouse(IWarehouse Sessions, IWarehouseProvisioner Provisioner, RecordingMeter Meter)
{
    /// <summary>The schema's relation, quoted.</summary>
    public string Name(string schema, string relation) => $"{Sessions.Quote(schema)}.{Sessions.Quote(relation)}";

    public async Task<IReadOnlyList<object?[]>> QueryAsync(TenantId tenant, string sql, WarehouseRole role = WarehouseRole.Transformer, params object?[] parameters)
    {
        await using var session = await Sessions.OpenAsync(tenant, role, CancellationToken.None);
        await using var reader = await session.QueryAsync(new QueryTag(tenant, "test"), sql, parameters, CancellationToken.None);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(CancellationToken.None)) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column))]);
        return rows;
    }

    public async Task ExecuteAsync(TenantId tenant, params string[] statements)
    {
        await using var session = await Sessions.OpenAsync(tenant, WarehouseRole.Transformer, CancellationToken.None);
        await session.ExecuteAsync(new QueryTag(tenant, "test"), statements, CancellationToken.None);
    }
}
