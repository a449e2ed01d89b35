using System.Text;
using ControlPlane.DuckDb.Native;
using ControlPlane.Templating.Values;
using static ControlPlane.DuckDb.DuckDbIdentifier;

namespace ControlPlane.Models.Adapters.DuckDb;

internal sealed class DuckDbConnection(string name, nint handle) : IAdapterConnection
{
    private const int RowsPerInsert = 1000;
    private static readonly TimeSpan InterruptAgain = TimeSpan.FromMilliseconds(5);

    private readonly Lock _use = new();
    private nint _handle = handle;
    private bool _running;
    private volatile bool _cancelled;

    public string Name => name;

    public bool InTransaction { get; private set; }

    public string? Comment { get; set; }

    public (AdapterResponse Response, ResultTable Table) Execute(string sql, bool autoBegin = false, bool fetch = false, int? limit = null, IReadOnlyList<object?>? bindings = null)
    {
        if (autoBegin) Begin();
        if (!fetch && bindings is null or { Count: 0 }) return (Response(Call(sql, connection => DuckDbStatement.Run(connection, Prefix + sql))), ResultTable.Empty);
        var statements = SqlStatements.Split(sql);
        if (statements.Count == 0) return (Response(-1), ResultTable.Empty);
        if (statements.Count > 1) Call(sql, connection => DuckDbStatement.Run(connection, Prefix + sql[..statements[^1].Offset]));
        var (table, changed) = Call(sql, connection => DuckDbStatement.Fetch(connection, Prefix + statements[^1].Sql, limit, bindings ?? []));
        return (Response(changed), fetch ? table : ResultTable.Empty);
    }

    /// <summary>Values as texts, which the engine reads as the columns' types.</summary>
    public long Load(Relation relation, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows)
    {
        foreach (var chunk in rows.Chunk(RowsPerInsert))
        {
            var sql = new StringBuilder($"INSERT INTO {relation.Render()} ({string.Join(", ", columns)}) VALUES ");
            sql.AppendJoin(", ", chunk.Select(row => $"({string.Join(", ", row.Select(value => value is null ? "NULL" : Literal(PythonText.Str(value))))})"));
            Call($"INSERT INTO {relation.Render()}", connection => DuckDbStatement.Run(connection, sql.ToString()));
        }
        return rows.Count;
    }

    /// <summary>Views are bound when they are read: a drop takes none with it.</summary>
    public IReadOnlyList<string> TakeCascades() => [];

    public void Begin()
    {
        if (InTransaction) return;
        Call("BEGIN", connection => DuckDbStatement.Run(connection, "BEGIN TRANSACTION"));
        InTransaction = true;
    }

    public void Commit() => End("COMMIT");

    public void Rollback() => End("ROLLBACK");

    public void Cancel()
    {
        _cancelled = true;
        // Again and again, since an interrupt that comes before the statement has begun is forgotten.
        _ = Task.Run(async () =>
        {
            while (Interrupt()) await Task.Delay(InterruptAgain);
        });
    }

    public void Dispose()
    {
        try
        {
            Rollback();
        }
        catch (AdapterException)
        {
            // The failure has ended the transaction.
        }
        lock (_use)
        {
            if (_handle != 0) DuckDbApi.Disconnect(ref _handle);
            _handle = 0;
        }
    }

    private string Prefix => Comment is null ? "" : $"/* {Comment.Replace("*/", "* /", StringComparison.Ordinal)} */ ";

    private static AdapterResponse Response(long changed) => new("OK", null, changed < 0 ? null : changed);

    private bool Interrupt()
    {
        lock (_use)
        {
            if (!_running || _handle == 0) return false;
            DuckDbApi.Interrupt(_handle);
            return true;
        }
    }

    private void End(string statement)
    {
        if (!InTransaction) return;
        InTransaction = false;
        Call(statement, connection => DuckDbStatement.Run(connection, statement));
    }

    private T Call<T>(string sql, Func<nint, T> call)
    {
        lock (_use)
        {
            if (_cancelled) throw new AdapterException("INTERRUPT Error: the session was cancelled", sql);
            _running = true;
        }
        try
        {
            return call(_handle);
        }
        catch (DuckDbException exception)
        {
            throw Failed(exception, sql);
        }
        finally
        {
            lock (_use) _running = false;
        }
    }

    /// <summary>A failure ends the transaction, so that the session can go on.</summary>
    private AdapterException Failed(DuckDbException exception, string sql)
    {
        if (InTransaction)
        {
            InTransaction = false;
            try
            {
                DuckDbStatement.Run(_handle, "ROLLBACK");
            }
            catch (DuckDbException)
            {
                // It has ended by itself.
            }
        }
        return DuckDbErrors.Translate(exception, sql);
    }
}
