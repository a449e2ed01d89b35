namespace ControlPlane.Models.Adapters;

/// <summary>Takes part in what the sessions of an adapter do: a service tags, meters and judges there. From several threads.</summary>
public interface ISessionWatch
{
    /// <summary>Opens a session by calling <paramref name="open"/>.</summary>
    IAdapterConnection Open(Func<IAdapterConnection> open);

    /// <summary>A session was opened and has run nothing yet.</summary>
    void Opened(IAdapterConnection connection);

    /// <summary>Runs statements by calling <paramref name="statements"/>.</summary>
    T Run<T>(IAdapterConnection connection, Func<T> statements);
}

/// <summary>A session that a watch takes part in.</summary>
internal sealed class WatchedConnection(IAdapterConnection inner, ISessionWatch watch) : IAdapterConnection
{
    public string Name => inner.Name;

    public bool InTransaction => inner.InTransaction;

    public string? Comment
    {
        get => inner.Comment;
        set => inner.Comment = value;
    }

    public bool CommentsBehind
    {
        get => inner.CommentsBehind;
        set => inner.CommentsBehind = value;
    }

    public (AdapterResponse Response, ResultTable Table) Execute(string sql, bool autoBegin = false, bool fetch = false, int? limit = null, IReadOnlyList<object?>? bindings = null) =>
        watch.Run(this, () => inner.Execute(sql, autoBegin, fetch, limit, bindings));

    public long Load(Relation relation, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows) => watch.Run(this, () => inner.Load(relation, columns, rows));

    public IReadOnlyList<string> TakeCascades() => inner.TakeCascades();

    public void Begin() => inner.Begin();

    public void BeginWhenUsed() => inner.BeginWhenUsed();

    public void Commit() => watch.Run(this, () =>
    {
        inner.Commit();
        return 0;
    });

    public void Rollback() => inner.Rollback();

    public void Cancel() => inner.Cancel();

    public void Dispose() => inner.Dispose();
}
