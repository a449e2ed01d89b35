using ControlPlane.DuckDb.Native;

namespace ControlPlane.DuckDb.Reading;

/// <summary>A text of several statements, each judged when it is its turn and before it runs.</summary>
internal static class DuckDbScript
{
    /// <param name="check">Throws for what may not run; is given the number of statements too.</param>
    /// <returns>The rows that the last statement changed, or -1.</returns>
    public static long Run(nint connection, string sql, Action<DuckDbStatement, int> check)
    {
        var count = Extract(connection, sql, out var statements);
        try
        {
            var changed = -1L;
            for (var index = 0UL; index < count; index++)
            {
                if (DuckDbApi.PrepareExtracted(connection, statements, index, out var statement) != 0) throw Failed(statement);
                try
                {
                    check(DuckDbApi.StatementType(statement), (int)count);
                    changed = Execute(statement);
                }
                finally
                {
                    DuckDbApi.DestroyPrepare(ref statement);
                }
            }
            return changed;
        }
        finally
        {
            DuckDbApi.DestroyExtracted(ref statements);
        }
    }

    /// <exception cref="DuckDbException">The text is not one whole statement.</exception>
    public static void CheckOne(nint connection, string sql)
    {
        var count = Extract(connection, sql, out var statements);
        DuckDbApi.DestroyExtracted(ref statements);
        if (count != 1) throw new DuckDbException($"Parser Error: expected one query, found {count}");
    }

    private static ulong Extract(nint connection, string sql, out nint statements)
    {
        var count = DuckDbApi.ExtractStatements(connection, sql, out statements);
        var message = count == 0 ? DuckDbApi.ExtractError(statements) : 0;
        if (message == 0) return count;
        var error = DuckDbException.Of(message);
        DuckDbApi.DestroyExtracted(ref statements);
        throw error;
    }

    private static long Execute(nint statement)
    {
        var result = default(DuckDbResult);
        try
        {
            if (DuckDbApi.Execute(statement, ref result) != 0) throw DuckDbException.Of(DuckDbApi.ResultError(ref result));
            return DuckDbApi.ResultReturnType(result) == DuckDbResult.ChangedRows ? (long)DuckDbApi.RowsChanged(ref result) : -1;
        }
        finally
        {
            DuckDbApi.DestroyResult(ref result);
        }
    }

    private static DuckDbException Failed(nint statement)
    {
        var error = DuckDbException.Of(DuckDbApi.PrepareError(statement));
        DuckDbApi.DestroyPrepare(ref statement);
        return error;
    }
}
