using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Runs.Workers;

/// <summary>One thread's session with the engine: opened when first asked for and kept for the thread's further nodes.</summary>
internal sealed class Worker(string name, IAdapter adapter, CancellationToken cancellationToken) : IDisposable
{
    private readonly Lock _gate = new();
    private IAdapterConnection? _connection;
    private bool _isCancelled;
    private bool _isIsolated;

    public string Name => name;

    /// <summary>What is being run; null between nodes.</summary>
    public string? UniqueId { get; set; }

    /// <summary>What statements say of themselves from now on, in a comment.</summary>
    public string? Comment
    {
        get;
        set
        {
            lock (_gate)
            {
                field = value;
                if (_connection is not null && value is not null) _connection.Comment = value;
            }
        }
    }

    /// <summary>Whether comments go behind the statements.</summary>
    public bool CommentsBehind { get; init; }

    public CancellationToken CancellationToken => cancellationToken;

    /// <exception cref="AdapterException">The engine cannot be reached.</exception>
    public IAdapterConnection Connection
    {
        get
        {
            lock (_gate)
            {
                if (_isCancelled) throw new OperationCanceledException();
                if (_connection is not null) return _connection;
                _connection = adapter.Connect(name, cancellationToken);
                _connection.CommentsBehind = CommentsBehind;
                if (_isIsolated) _connection.BeginWhenUsed();
                if (Comment is not null) _connection.Comment = Comment;
                return _connection;
            }
        }
    }

    /// <summary>What a node's macros do up to its commit happens together or not at all.</summary>
    public void Isolate()
    {
        lock (_gate)
        {
            _isIsolated = true;
            _connection?.BeginWhenUsed();
        }
    }

    /// <summary>Leaves the session as the next node wants it: outside of a transaction, or gone when it does not answer.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _isIsolated = false;
            if (_connection is null) return;
            try
            {
                _connection.Rollback();
            }
            catch (AdapterException)
            {
                _connection.Dispose();
                _connection = null;
            }
        }
    }

    /// <summary>Ends what runs in the session, on the server, and lets nothing more begin. False when there was nothing.</summary>
    public bool Cancel()
    {
        lock (_gate)
        {
            _isCancelled = true;
            if (_connection is null || UniqueId is null) return false;
            try
            {
                _connection.Cancel();
                return true;
            }
            catch (AdapterException)
            {
                return false;
            }
        }
    }

    /// <summary>Like <see cref="Cancel"/>, for what belongs to no node.</summary>
    public void CancelAll()
    {
        lock (_gate)
        {
            _isCancelled = true;
            try
            {
                _connection?.Cancel();
            }
            catch (AdapterException)
            {
                // It has ended by itself.
            }
        }
    }

    /// <summary>Goes on with another's session, which then has none.</summary>
    public void TakeFrom(Worker other)
    {
        lock (other._gate) (_connection, other._connection) = (other._connection, null);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }
}
