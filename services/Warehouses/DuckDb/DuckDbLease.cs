using ControlPlane.Contracts;
using ControlPlane.DuckDb;
using ControlPlane.Reconciliation;

namespace ControlPlane.Warehouses.DuckDb;

/// <summary>A tenant's file that stays open. Whoever ends the tenant's sessions ends those of the lease, and nothing can be done with it after that.</summary>
public sealed class DuckDbLease : IDisposable
{
    private readonly Lock _connecting = new();
    private readonly List<NativeConnection> _connections = [];
    private readonly TenantId _tenant;
    private readonly DuckDbFile _file;
    private readonly nint _database;
    private readonly DuckDbUsage _usage;
    private bool _ended;

    internal DuckDbLease(TenantId tenant, DuckDbFile file, nint database, DuckDbUsage usage) => (_tenant, _file, _database, _usage) = (tenant, file, database, usage);

    /// <summary>Another session, which its user closes.</summary>
    /// <exception cref="Fault">The tenant is suspended or gone by now, or its sessions were ended.</exception>
    public NativeConnection Connect()
    {
        lock (_connecting)
        {
            if (_ended) throw Ended();
            _connections.RemoveAll(connection => connection.IsEnded);
            var connection = NativeConnection.Open(_database);
            _connections.Add(connection);
            return connection;
        }
    }

    /// <summary>Counts a statement's time until it is disposed.</summary>
    /// <exception cref="Fault">As of <see cref="Connect"/>.</exception>
    public IDisposable Begin() => IsEnded || _file.IsSuspended ? throw Ended() : _usage.Begin(_tenant);

    /// <summary>What to do about a failure of a session, which may have been ended meanwhile.</summary>
    public Fault Translate(Exception exception) => IsEnded && exception is not Fault ? Ended() : DuckDbFaults.Translate(exception, _tenant, WarehouseRole.Transformer);

    public void Dispose() => _file.ReleaseAsync(this).GetAwaiter().GetResult();

    /// <summary>Interrupts what its sessions do and closes them. Nothing happens the second time.</summary>
    internal Task EndAsync()
    {
        lock (_connecting)
        {
            _ended = true;
            return Task.WhenAll(_connections.Select(connection => connection.EndAsync()));
        }
    }

    private bool IsEnded
    {
        get
        {
            lock (_connecting) return _ended;
        }
    }

    private Fault Ended() => _file.IsSuspended ? DuckDbFaults.Suspended(_tenant) : !_file.Exists ? DuckDbFaults.Missing(_tenant) : DuckDbFaults.Ended(_tenant);
}
