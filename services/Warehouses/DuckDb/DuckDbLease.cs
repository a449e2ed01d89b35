using ControlPlane.Contracts;

namespace ControlPlane.Warehouses.DuckDb;

/// <summary>A tenant's file that stays open.</summary>
public sealed class DuckDbLease : IDisposable
{
    private readonly TenantId _tenant;
    private readonly DuckDbFile _file;
    private readonly DuckDbUsage _usage;
    private bool _ended;

    internal DuckDbLease(TenantId tenant, DuckDbFile file, DuckDbUsage usage) => (_tenant, _file, _usage) = (tenant, file, usage);

    /// <summary>A native connection, which its maker closes.</summary>
    public nint Connect() => _file.Connect();

    /// <summary>Counts a statement's time until it is disposed.</summary>
    /// <exception cref="Reconciliation.Fault">The tenant is suspended by now.</exception>
    public IDisposable Begin() => _file.IsSuspended ? throw DuckDbFaults.Suspended(_tenant) : _usage.Begin(_tenant);

    public void Dispose()
    {
        if (_ended) return;
        _ended = true;
        _file.EndLeaseAsync().GetAwaiter().GetResult();
    }
}
