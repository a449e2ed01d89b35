using System.Data.Common;
using ControlPlane.Contracts;
using ControlPlane.Warehouses;

namespace ControlPlane.Ingestion.Tests.Hosting;

/// <summary>The real warehouse with a fault after the load.</summary>
internal sealed class FaultyWarehouse(IWarehouse inner) : IWarehouse
{
    /// <summary>After the rows are committed and before anybody hears of it.</summary>
    public Func<LoadResult, Task> AfterLoad { get; set; } = _ => Task.CompletedTask;

    /// <summary>Before a session is opened.</summary>
    public Func<Task> BeforeOpen { get; set; } = () => Task.CompletedTask;

    /// <summary>Before the rows of a batch are loaded.</summary>
    public Func<RawBatch, Task> BeforeLoad { get; set; } = _ => Task.CompletedTask;

    public WarehouseCapabilities Capabilities => inner.Capabilities;

    public string Quote(string identifier) => inner.Quote(identifier);

    public async Task<IWarehouseSession> OpenAsync(TenantId tenant, WarehouseRole role, CancellationToken cancellationToken)
    {
        await BeforeOpen();
        return new Session(this, await inner.OpenAsync(tenant, role, cancellationToken));
    }

    public Task PublishAsync(TenantId tenant, RawView view, CancellationToken cancellationToken) => inner.PublishAsync(tenant, view, cancellationToken);

    private sealed class Session(FaultyWarehouse warehouse, IWarehouseSession inner) : IWarehouseSession
    {
        public Task<long> ExecuteAsync(QueryTag tag, IReadOnlyList<string> statements, CancellationToken cancellationToken) => inner.ExecuteAsync(tag, statements, cancellationToken);

        public Task<DbDataReader> QueryAsync(QueryTag tag, string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken) => inner.QueryAsync(tag, sql, parameters, cancellationToken);

        public async Task<LoadResult> LoadAsync(QueryTag tag, RawBatch batch, IAsyncEnumerable<RawRow> rows, CancellationToken cancellationToken)
        {
            await warehouse.BeforeLoad(batch);
            var result = await inner.LoadAsync(tag, batch, rows, cancellationToken);
            await warehouse.AfterLoad(result);
            return result;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
