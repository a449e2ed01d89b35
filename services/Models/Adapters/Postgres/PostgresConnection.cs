using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Models.Adapters.Postgres;

/// <param name="session">What the session is called from now on; null when it is called so already.</param>
internal sealed class PostgresConnection(string name, NpgsqlConnection connection, Action<NpgsqlConnection> giveBack, string? session, ResultLimits? limits = null) : IAdapterConnection
{
    private static readonly TimeSpan CancelAgain = TimeSpan.FromMilliseconds(100);

    private readonly Lock _running = new();
    private readonly PostgresCascades _cascades = new(connection);
    private readonly List<string> _pending = session is null ? [] : [$"set application_name = {Literal(PostgresSettings.Cut(session))}"];
    private Action? _cancel;
    private bool _cancelled;
    private bool _begins;
    private bool _beginsWhenUsed;
    private bool _hasBegun;

    public string Name => name;

    public bool InTransaction { get; private set; }

    public string? Comment { get; set; }

    public bool CommentsBehind { get; set; }

    private string Prefix => Comment is null || CommentsBehind ? "" : $"{CommentText}\n";

    private string Suffix => Comment is null || !CommentsBehind ? "" : $"\n{CommentText}";

    private string CommentText => $"/* {Comment!.Replace("*/", "* /", StringComparison.Ordinal)} */";

    public (AdapterResponse Response, ResultTable Table) Execute(string sql, bool autoBegin = false, bool fetch = false, int? limit = null, IReadOnlyList<object?>? bindings = null)
    {
        if (autoBegin) Begin();
        else if (_beginsWhenUsed) BeginNow();
        if (bindings is { Count: > 0 }) return Bound(sql, fetch, limit, bindings);
        var statements = SqlStatements.Split(sql);
        if (statements.Count == 0)
        {
            return (new AdapterResponse("", "", -1), ResultTable.Empty);
        }
        if (!fetch) return (Send(sql, statements), ResultTable.Empty);
        if (statements.Count > 1) Send(sql, statements[..^1]);
        return Fetch(sql, statements[^1], limit);
    }

    public long Load(Relation relation, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows)
    {
        Flush();
        return Guard("", 0, 0, () =>
        {
            using var writer = connection.BeginTextImport($"COPY {Prefix}{relation.Render()} ({string.Join(", ", columns)}) FROM STDIN");
            foreach (var row in rows) PostgresCopyText.Write(writer, row);
            return rows.Count;
        });
    }

    public IReadOnlyList<string> TakeCascades() => _cascades.Take();

    public void Begin()
    {
        if (InTransaction) return;
        if (!_hasBegun) BeginNow();
        InTransaction = true;
    }

    public void BeginWhenUsed() => _beginsWhenUsed = true;

    public void Commit()
    {
        _beginsWhenUsed = false;
        if (InTransaction || _hasBegun) End("commit");
    }

    public void Rollback()
    {
        if (InTransaction || _hasBegun) End("rollback");
        _beginsWhenUsed = false;
    }

    public void Cancel()
    {
        lock (_running) _cancelled = true;
        if (!CancelRunning()) return;
        // Again and again, since a cancellation that comes before the server has begun with the statement is forgotten.
        _ = Task.Run(async () =>
        {
            do await Task.Delay(CancelAgain);
            while (CancelRunning());
        });
    }

    /// <summary>False when nothing runs any more.</summary>
    private bool CancelRunning()
    {
        lock (_running)
        {
            if (_cancel is null) return false;
            try
            {
                _cancel();
            }
            catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException or TimeoutException or System.Net.Sockets.SocketException)
            {
                // The server takes no connection just now; the statement's own is asked again soon.
            }
            return true;
        }
    }

    public void Dispose()
    {
        try
        {
            Rollback();
            if (_cancelled) connection.Dispose();
        }
        catch (AdapterException)
        {
            connection.Dispose();
        }
        _cascades.Dispose();
        giveBack(connection);
    }

    public static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal)}'";

    private void BeginNow()
    {
        _pending.Add("begin");
        _beginsWhenUsed = false;
        _hasBegun = _begins = true;
    }

    private void End(string statement)
    {
        InTransaction = _hasBegun = false;
        if (_begins && _pending.Remove("begin"))
        {
            _begins = false;
            return;
        }
        Guard(statement, 0, 0, () =>
        {
            Run(connection, statement);
            return 0;
        });
    }

    private void Flush()
    {
        if (_pending.Count > 0) Guard("", 0, 0, () =>
        {
            Run(connection, Taken());
            return 0;
        });
    }

    /// <summary>What goes before the next statement, in the same message to the server.</summary>
    private string Taken()
    {
        var text = string.Concat(_pending.Select(statement => statement + ";"));
        _pending.Clear();
        _begins = false;
        return text;
    }

    private AdapterResponse Send(string sql, List<SqlStatement> statements)
    {
        using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        foreach (var pending in _pending) batch.BatchCommands.Add(new NpgsqlBatchCommand(pending));
        var first = batch.BatchCommands.Count;
        Taken();
        foreach (var statement in statements) batch.BatchCommands.Add(new NpgsqlBatchCommand(Prefix + statement.Sql + Suffix));
        try
        {
            Running(batch.Cancel);
            batch.ExecuteNonQuery();
        }
        catch (PostgresException exception)
        {
            var failed = exception.BatchCommand is NpgsqlBatchCommand command ? batch.BatchCommands.IndexOf(command) - first : -1;
            throw Failed(exception, sql, failed >= 0 ? statements[failed].Offset - Prefix.Length : 0, failed >= 0);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or NotSupportedException or OperationCanceledException)
        {
            throw Failed(exception, sql, 0, false);
        }
        finally
        {
            Ran();
        }
        return PostgresResponse.Of((NpgsqlBatchCommand)batch.BatchCommands[^1], statements[^1].Sql);
    }

    private (AdapterResponse, ResultTable) Fetch(string sql, SqlStatement statement, int? limit)
    {
        using var command = new NpgsqlCommand(Taken() + Prefix + statement.Sql + Suffix, connection) { AllResultTypesAreUnknown = true };
        return Read(command, sql, statement, limit);
    }

    /// <summary>With values for <c>%s</c>, whose types the server finds out.</summary>
    private (AdapterResponse, ResultTable) Bound(string sql, bool fetch, int? limit, IReadOnlyList<object?> bindings)
    {
        Flush();
        using var command = new NpgsqlCommand(Prefix + PostgresBindings.Numbered(sql) + Suffix, connection) { AllResultTypesAreUnknown = true };
        foreach (var value in bindings)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = PostgresBindings.Text(value) ?? (object)DBNull.Value });
        var (response, table) = Read(command, sql, new SqlStatement(sql, 0), limit);
        return (response, fetch ? table : ResultTable.Empty);
    }

    private (AdapterResponse, ResultTable) Read(NpgsqlCommand command, string sql, SqlStatement statement, int? limit) => Guard(sql, statement.Offset, Prefix.Length, () =>
    {
        Running(command.Cancel);
        using DbDataReader reader = command.ExecuteReader();
        var table = ReadRows(command, (NpgsqlDataReader)reader, limit);
        var count = reader.RecordsAffected;
        while (reader.NextResult())
        {
            // A function may give several results; the first is the statement's.
        }
        return (PostgresResponse.Of(statement.Sql, table, count), table);
    });

    private ResultTable ReadRows(NpgsqlCommand command, NpgsqlDataReader reader, int? limit)
    {
        try
        {
            return PostgresReader.Read(reader, limit, new(limits));
        }
        catch (AdapterException)
        {
            Leave(command, reader);
            throw;
        }
    }

    /// <summary>The rest of the rows is not to be sent.</summary>
    private void Leave(NpgsqlCommand command, NpgsqlDataReader reader)
    {
        command.Cancel();
        try
        {
            reader.Dispose();
        }
        catch (NpgsqlException)
        {
            // It was cancelled, as it says.
        }
        EndTransaction();
    }

    private T Guard<T>(string sql, int offset, int prefix, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (PostgresException exception)
        {
            throw Failed(exception, sql, offset - prefix, sql.Length > 0);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
            throw Failed(exception, sql, 0, false);
        }
        finally
        {
            Ran();
        }
    }

    /// <summary>A failure ends the transaction, so that the session can go on.</summary>
    private AdapterException Failed(Exception exception, string sql, int offset, bool hasPlace)
    {
        var error = PostgresErrors.Translate(exception, sql, hasPlace ? offset : null, _cancelled, Prefix.Count(c => c == '\n'));
        EndTransaction();
        return error;
    }

    private void EndTransaction()
    {
        InTransaction = _hasBegun = _beginsWhenUsed = false;
        try
        {
            if (connection.FullState == System.Data.ConnectionState.Open) Run(connection, "rollback");
        }
        catch (Exception ended) when (ended is NpgsqlException or InvalidOperationException)
        {
            connection.Close();
        }
    }

    private void Running(Action cancel)
    {
        lock (_running)
        {
            if (_cancelled) throw new InvalidOperationException("The session was cancelled.");
            _cancel = cancel;
        }
    }

    private void Ran()
    {
        lock (_running) _cancel = null;
    }
}
