using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.DuckDb;
using ControlPlane.DuckDb.Native;
using ControlPlane.Lake;
using ControlPlane.Warehouses.DuckDb.Views;
using Microsoft.Extensions.Logging;

namespace ControlPlane.Warehouses.DuckDb;

/// <summary>A folder in which every tenant has a DuckDB file of its own. For one process: see <see cref="DuckDbFile"/>.</summary>
public sealed class DuckDbWarehouse(DuckDbWarehouseOptions options, IStatementMeter meter, TimeProvider time, ILogger<DuckDbWarehouse> logger) : IWarehouse, IAsyncDisposable
{
    private readonly ConcurrentDictionary<TenantId, DuckDbFile> _files = new();

    /// <summary>No roles of its own: a session may do what its tenant may, except that a reader cannot write.</summary>
    public WarehouseCapabilities Capabilities { get; } = new("DuckDB", WarehouseNames.MaxNameBytes, TransactionalDdl: true)
    {
        EnforcesRoles = false,
        RefusesSuspended = false,
        CaseSensitiveNames = false,
        SharedByProcesses = false,
    };

    internal DuckDbUsage Usage { get; } = new(time);

    public string Quote(string identifier) => DuckDbIdentifier.Quote(identifier);

    /// <summary>The tenant's folders of the lake by layer, beyond which its statements reach no file; empty where they reach none.</summary>
    public IReadOnlyDictionary<string, string> FoldersOf(TenantId tenant) => FoldersOf(options, tenant);

    internal static Dictionary<string, string> FoldersOf(DuckDbWarehouseOptions options, TenantId tenant) =>
        options.Lake is { } lake ? LakeLayer.OfModels.ToDictionary(layer => layer, layer => lake.FolderOf(tenant, layer), StringComparer.Ordinal) : new(StringComparer.Ordinal);

    public async Task<IWarehouseSession> OpenAsync(TenantId tenant, WarehouseRole role, CancellationToken cancellationToken)
    {
        try
        {
            var file = await FileAsync(tenant, cancellationToken);
            return new DuckDbSession(tenant, role, file, await ConnectAsync(file, tenant, cancellationToken), meter, Usage, time);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw DuckDbFaults.Translate(exception, tenant, role);
        }
    }

    /// <summary>The tenant's file, open until the lease is disposed, for those who make connections of their own.</summary>
    /// <exception cref="Reconciliation.Fault">As of <see cref="OpenAsync"/>.</exception>
    public async Task<DuckDbLease> LeaseAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        try
        {
            return await (await FileAsync(tenant, cancellationToken)).LeaseAsync(Usage, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw DuckDbFaults.Translate(exception, tenant, WarehouseRole.Transformer);
        }
    }

    public async Task PublishAsync(TenantId tenant, RawView view, CancellationToken cancellationToken)
    {
        try
        {
            var file = await FileAsync(tenant, cancellationToken);
            await file.Writing.WaitAsync(cancellationToken);
            try
            {
                var connection = await file.ConnectAsync(creates: false, cancellationToken);
                await using var released = new Released(file, connection);
                await DuckDbPublish.RunAsync(connection, view, cancellationToken);
            }
            finally
            {
                file.Writing.Release();
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw DuckDbFaults.Translate(exception, tenant, WarehouseRole.Loader);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files.Values) await file.EndSessionsAsync();
    }

    /// <summary>The tenant's file, which may not be there, with the library loaded.</summary>
    internal async Task<DuckDbFile> FileAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await DuckDbLibrary.LoadAsync(options.Cache, logger, cancellationToken);
        return _files.GetOrAdd(tenant, new DuckDbFile(options, tenant));
    }

    private static async Task<NativeConnection> ConnectAsync(DuckDbFile file, TenantId tenant, CancellationToken cancellationToken)
    {
        if (file.IsSuspended) throw DuckDbFaults.Suspended(tenant);
        var connection = await file.ConnectAsync(creates: false, cancellationToken);
        // Suspended meanwhile: those who are connected by then are ended by whoever suspends.
        if (!file.IsSuspended) return connection;
        await file.ReleaseAsync(connection);
        throw DuckDbFaults.Suspended(tenant);
    }
}
