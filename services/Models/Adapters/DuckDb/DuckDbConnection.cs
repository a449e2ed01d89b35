using System.Text;
using ControlPlane.DuckDb;
using ControlPlane.DuckDb.Native;
using ControlPlane.DuckDb.Reading;
using ControlPlane.Templating.Values;
using static ControlPlane.DuckDb.DuckDbIdentifier;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <param name="copies">Those that may be run; null where all statements may.</param>
internal sealed class DuckDbConnection(string name, NativeConnection native, ResultLimits? limits = null, ExternalCopies? copies = null) : IAdapterConnection
{
    /// <summary>After this the session runs nothing but queries, where what it runs is judged.</summary>
    public const string ReadOnly = "BEGIN TRANSACTION READ ONLY";

    private const int RowsPerInsert = 1000;

    private StatementRights? _rights = copies is null ? null : StatementRights.Models;

    public string Name => name;

    public bool InTransaction { get; private set; }

    public string? Comment { get; set; }

    public bool CommentsBehind { get; set; }

    public (AdapterResponse Response, ResultTable Table) Execute(string sql, bool autoBegin = false, bool fetch = false, int? limit = null, IReadOnlyList<object?>? bindings = null)
    {
        if (autoBegin) Begin();
        if (!fetch && bindings is null or { Count: 0 }) return (Response(Call(sql, connection => Run(connection, sql))), ResultTable.Empty);
        var statements = SqlStatements.Split(sql);
        if (statements.Count == 0) return (Response(-1), ResultTable.Empty);
        if (statements.Count > 1) Call(sql, connection => Run(connection, sql[..statements[^1].Offset]));
        var (table, changed) = Call(sql, connection => DuckDbStatement.Fetch(connection, Prefix + statements[^1].Sql + Suffix, limit, new(limits), bindings ?? [], _rights));
        return (Response(changed), fetch ? table : ResultTable.Empty);
    }

    /// <summary>Values as texts, which the engine reads as the columns' types.</summary>
    public long Load(Relation relation, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows)
    {
        var before = 0;
        foreach (var chunk in rows.Chunk(RowsPerInsert))
        {
            var sql = new StringBuilder($"INSERT INTO {relation.Render()} ({string.Join(", ", columns)}) VALUES ");
            sql.AppendJoin(", ", chunk.Select(row => $"({string.Join(", ", row.Select(value => value is null ? "NULL" : Literal(PythonText.Str(value))))})"));
            try
            {
                // Values of rows are texts, whatever they say.
                var names = $"INSERT INTO {relation.Render()} ({string.Join(", ", columns)})";
                Call($"INSERT INTO {relation.Render()}", connection => Run(connection, sql.ToString(), names));
            }
            catch (AdapterException e)
            {
                throw DuckDbErrors.OfRow(e, columns, chunk, before);
            }
            before += chunk.Length;
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

    public void Cancel() => native.Cancel();

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
        native.Close();
    }

    /// <param name="written">What of it somebody wrote, where that is not all.</param>
    private long Run(nint connection, string sql, string? written = null)
    {
        if (_rights is not { } rights) return DuckDbStatement.Run(connection, Prefix + sql + Suffix);
        StatementRights.CheckFunctions(written ?? sql);
        var changed = DuckDbScript.Run(connection, Prefix + sql + Suffix, (kind, count) =>
        {
            if (kind == ControlPlane.DuckDb.Native.DuckDbStatement.Copy && count == 1 && rights == StatementRights.Models) copies!.Take(connection, sql);
            else rights.Check(kind);
        });
        if (sql == ReadOnly) _rights = StatementRights.Query;
        return changed;
    }

    private string Prefix => Comment is null || CommentsBehind ? "" : $"{CommentText} ";

    private string Suffix => Comment is null || !CommentsBehind ? "" : $"\n{CommentText}";

    private string CommentText => $"/* {Comment!.Replace("*/", "* /", StringComparison.Ordinal)} */";

    private static AdapterResponse Response(long changed) => new("OK", null, changed < 0 ? null : changed);

    private void End(string statement)
    {
        if (!InTransaction) return;
        InTransaction = false;
        Call(statement, connection => DuckDbStatement.Run(connection, statement));
    }

    private T Call<T>(string sql, Func<nint, T> call)
    {
        try
        {
            return native.Run(call);
        }
        catch (DuckDbException exception)
        {
            EndTransaction();
            throw DuckDbErrors.Translate(exception, sql);
        }
        catch (AdapterException)
        {
            EndTransaction();
            throw;
        }
    }

    /// <summary>A failure ends the transaction, so that the session can go on.</summary>
    private void EndTransaction()
    {
        if (!InTransaction) return;
        InTransaction = false;
        try
        {
            native.Run(handle => DuckDbStatement.Run(handle, "ROLLBACK"));
        }
        catch (DuckDbException)
        {
            // It has ended by itself.
        }
    }
}
