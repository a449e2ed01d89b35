using ControlPlane.DuckDb;
using ControlPlane.Contracts;
using ControlPlane.DuckDb.Native;
using ControlPlane.Reconciliation;

namespace ControlPlane.Warehouses.DuckDb;

/// <summary>
/// A tenant's database: one file, opened once in this process however many sessions there are, and closed when there is none, so that
/// another process may have it then.
/// </summary>
#pragma warning disable CA1001 // Sessions may be given back after the warehouse is disposed, and a semaphore that nobody's wait handle was asked of holds nothing.
internal sealed class DuckDbFile(DuckDbWarehouseOptions options, TenantId tenant)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<NativeConnection> _connections = [];
    private readonly List<DuckDbLease> _leases = [];
    private nint _database;

    /// <summary>Loads and views one after the other: who would write the same place at once would be refused.</summary>
    public SemaphoreSlim Writing { get; } = new(1, 1);

    public bool Exists => File.Exists(Path);

    /// <summary>A mark beside the file, since DuckDB has no logins to take away.</summary>
    public bool IsSuspended => File.Exists(SuspensionMark);

    private string Path => System.IO.Path.Combine(options.Folder, $"{tenant.DatabaseName}.duckdb");

    private string SuspensionMark => System.IO.Path.Combine(options.Folder, $"{tenant.DatabaseName}.suspended");

    private string Temporary => System.IO.Path.Combine(options.Folder, $"{tenant.DatabaseName}.tmp");

    /// <param name="creates">Makes the file when there is none.</param>
    /// <exception cref="DuckDbException">The file cannot be opened; another process may have it.</exception>
    /// <exception cref="Fault">There is no file.</exception>
    public Task<NativeConnection> ConnectAsync(bool creates, CancellationToken cancellationToken) => OpenedAsync(creates, () =>
    {
        var connection = NativeConnection.Open(_database);
        _connections.Add(connection);
        return connection;
    }, cancellationToken);

    /// <summary>Keeps the file open for connections that others make, until the lease is given back or all sessions are ended.</summary>
    /// <exception cref="DuckDbException">As of <see cref="ConnectAsync"/>.</exception>
    /// <exception cref="Fault">There is no file, or it is suspended.</exception>
    public Task<DuckDbLease> LeaseAsync(DuckDbUsage usage, CancellationToken cancellationToken) => OpenedAsync(creates: false, () =>
    {
        if (IsSuspended) throw DuckDbFaults.Suspended(tenant);
        var lease = new DuckDbLease(tenant, this, _database, usage);
        _leases.Add(lease);
        return lease;
    }, cancellationToken);

    public async Task ReleaseAsync(DuckDbLease lease)
    {
        await lease.EndAsync();
        await GatedAsync(() => _leases.Remove(lease));
    }

    public async Task ReleaseAsync(NativeConnection connection)
    {
        await connection.EndAsync();
        await GatedAsync(() => _connections.Remove(connection));
    }

    /// <summary>Ends every session, whatever it is doing, those of leases among them.</summary>
    public Task EndSessionsAsync() => GatedAsync(EndAllAsync);

    public void Suspend(bool suspended)
    {
        if (suspended) File.WriteAllText(SuspensionMark, "");
        else File.Delete(SuspensionMark);
    }

    /// <summary>Removes the file and all that lies beside it, whoever is connected.</summary>
    public Task DeleteAsync() => GatedAsync(async () =>
    {
        await EndAllAsync();
        // Whoever comes later would otherwise be connected to what is deleted.
        Close();
        foreach (var file in new[] { Path, Path + ".wal" }) File.Delete(file);
        if (Directory.Exists(Temporary)) Directory.Delete(Temporary, recursive: true);
    });

    private async Task EndAllAsync()
    {
        await Task.WhenAll([.. _connections.Select(connection => connection.EndAsync()), .. _leases.Select(lease => lease.EndAsync())]);
        _connections.Clear();
        _leases.Clear();
    }

    private async Task<T> OpenedAsync<T>(bool creates, Func<T> use, CancellationToken cancellationToken)
    {
        var used = default(T);
        await GatedAsync(async () =>
        {
            if (!creates && !Exists) throw DuckDbFaults.Missing(tenant);
            if (_database == 0) _database = await Task.Run(Open, CancellationToken.None);
            used = use();
        }, cancellationToken);
        return used!;
    }

    private Task GatedAsync(Action change) => GatedAsync(() =>
    {
        change();
        return Task.CompletedTask;
    });

    private async Task GatedAsync(Func<Task> change, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await change();
        }
        finally
        {
            try
            {
                // Writes what is in its log, which may take a while.
                if (_database != 0 && _connections.Count == 0 && _leases.Count == 0) await Task.Run(Close, CancellationToken.None);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    private nint Open()
    {
        Directory.CreateDirectory(options.Folder);
        if (DuckDbApi.CreateConfig(out var config) != 0) throw new DuckDbException("Out of Memory Error: no configuration could be made");
        try
        {
            foreach (var (name, value) in Settings)
                if (DuckDbApi.SetConfig(config, name, value) != 0) throw new DuckDbException($"Invalid Input Error: DuckDB does not know the setting {name}");
            if (DuckDbApi.Open(Path, out var database, config, out var error) == 0) return Confine(database);
            var refused = DuckDbException.Of(error);
            DuckDbApi.Free(error);
            throw refused;
        }
        finally
        {
            DuckDbApi.DestroyConfig(ref config);
        }
    }

    private IEnumerable<(string Name, string Value)> Settings =>
    [
        ("memory_limit", $"{options.MemoryMegabytes}MiB"),
        ("threads", $"{options.Threads}"),
        ("temp_directory", Temporary),
        ("max_temp_directory_size", $"{options.SpillMegabytes}MiB"),
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
        ("allow_community_extensions", "false"),
    ];

    /// <summary>
    /// Whatever SQL a tenant's models hold: it reaches no file but this database and those of the tenant's own folders of the lake, by whatever path or
    /// link, and cannot change that. DuckDB keeps no apart reading and writing, nor sessions of one file: that a reader's session writes nothing, and that
    /// a model's files go to silver and gold alone, is seen to where statements are made.
    /// </summary>
    private nint Confine(nint database)
    {
        NativeConnection? connection = null;
        try
        {
            var folders = DuckDbWarehouse.FoldersOf(options, tenant).Values;
            // A link would be followed to wherever it leads, another tenant's folder perhaps; links below it are not.
            if (folders.Any(folder => new DirectoryInfo(folder).LinkTarget is not null))
                throw new DuckDbException($"Permission Error: a folder of {tenant} in the lake is a link; put a folder in its place");
            connection = NativeConnection.Open(database);
            connection.Run(handle => NativeConnection.Execute(handle, $"""
                SET GLOBAL TimeZone = 'UTC';
                SET GLOBAL allowed_directories = [{string.Join(", ", folders.Select(DuckDbIdentifier.Literal))}]::VARCHAR[];
                SET GLOBAL enable_external_access = false;
                SET GLOBAL lock_configuration = true
                """));
            return database;
        }
        catch
        {
            connection?.Close();
            DuckDbApi.Close(ref database);
            throw;
        }
        finally
        {
            connection?.Close();
        }
    }

    private void Close()
    {
        if (_database != 0) DuckDbApi.Close(ref _database);
        _database = 0;
    }
}
