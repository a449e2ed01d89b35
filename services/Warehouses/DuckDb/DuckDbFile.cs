using ControlPlane.Contracts;
using ControlPlane.DuckDb.Native;

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
    private readonly List<DuckDbConnection> _connections = [];
    private nint _database;
    private int _leases;

    /// <summary>Loads and views one after the other: who would write the same place at once would be refused.</summary>
    public SemaphoreSlim Writing { get; } = new(1, 1);

    public bool Exists => File.Exists(Path);

    /// <summary>A mark beside the file, since DuckDB has no logins to take away.</summary>
    public bool IsSuspended => File.Exists(SuspensionMark);

    private string Path => System.IO.Path.Combine(options.Folder, $"{tenant.DatabaseName}.duckdb");

    private string SuspensionMark => System.IO.Path.Combine(options.Folder, $"{tenant.DatabaseName}.suspended");

    private string Temporary => System.IO.Path.Combine(options.Folder, $"{tenant.DatabaseName}.tmp");

    /// <exception cref="DuckDbException">The file cannot be opened; another process may have it.</exception>
    public async Task<DuckDbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_database == 0) _database = await Task.Run(Open, CancellationToken.None);
            if (DuckDbApi.Connect(_database, out var handle) != 0) throw new DuckDbException("Connection Error: no connection could be made");
            var connection = new DuckDbConnection(handle);
            _connections.Add(connection);
            return connection;
        }
        finally
        {
            CloseUnused();
            _gate.Release();
        }
    }

    /// <summary>Keeps the file open for connections that others make with <see cref="Connect"/>, until it is given back.</summary>
    public async Task LeaseAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_database == 0) _database = await Task.Run(Open, CancellationToken.None);
            _leases++;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task EndLeaseAsync()
    {
        await _gate.WaitAsync();
        _leases--;
        await Task.Run(CloseUnused);
        _gate.Release();
    }

    /// <summary>A connection that its maker closes. Only while the file is leased.</summary>
    public nint Connect() => DuckDbApi.Connect(_database, out var handle) == 0 ? handle : throw new DuckDbException("Connection Error: no connection could be made");

    public async Task ReleaseAsync(DuckDbConnection connection)
    {
        await connection.EndAsync();
        await _gate.WaitAsync();
        try
        {
            if (_connections.Remove(connection)) await Task.Run(CloseUnused);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends every session, whatever it is doing.</summary>
    public async Task EndSessionsAsync()
    {
        await _gate.WaitAsync();
        DuckDbConnection[] connections = [.. _connections];
        _gate.Release();
        foreach (var connection in connections) await ReleaseAsync(connection);
    }

    public void Suspend(bool suspended)
    {
        if (suspended) File.WriteAllText(SuspensionMark, "");
        else File.Delete(SuspensionMark);
    }

    /// <summary>Removes the file and all that lies beside it, whoever is connected.</summary>
    public async Task DeleteAsync()
    {
        await EndSessionsAsync();
        await _gate.WaitAsync();
        try
        {
            foreach (var file in new[] { Path, Path + ".wal" }) File.Delete(file);
            if (Directory.Exists(Temporary)) Directory.Delete(Temporary, recursive: true);
        }
        finally
        {
            _gate.Release();
        }
    }

    private nint Open()
    {
        Directory.CreateDirectory(options.Folder);
        if (DuckDbApi.CreateConfig(out var config) != 0) throw new DuckDbException("Out of Memory Error: no configuration could be made");
        try
        {
            // Whatever SQL a tenant's models hold: it reaches no file but this database, and cannot change that.
            foreach (var (name, value) in Settings)
                if (DuckDbApi.SetConfig(config, name, value) != 0) throw new DuckDbException($"Invalid Input Error: DuckDB does not know the setting {name}");
            if (DuckDbApi.Open(Path, out var database, config, out var error) == 0) return Lock(database);
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
        ("enable_external_access", "false"),
    ];

    private static nint Lock(nint database)
    {
        if (DuckDbApi.Connect(database, out var connection) != 0) throw new DuckDbException("Connection Error: no connection could be made");
        try
        {
            DuckDbConnection.Execute(connection, "SET GLOBAL TimeZone = 'UTC'; SET GLOBAL lock_configuration = true");
            return database;
        }
        catch
        {
            DuckDbApi.Disconnect(ref connection);
            DuckDbApi.Close(ref database);
            throw;
        }
        finally
        {
            if (connection != 0) DuckDbApi.Disconnect(ref connection);
        }
    }

    private void CloseUnused()
    {
        if (_connections.Count == 0 && _leases == 0) Close();
    }

    private void Close()
    {
        if (_database != 0) DuckDbApi.Close(ref _database);
        _database = 0;
    }
}
