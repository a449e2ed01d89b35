using ControlPlane.DuckDb.Native;
using ControlPlane.DuckDb.Reading;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>Texts on a connection, as they are.</summary>
internal static class DuckDbStatement
{
    /// <summary>All statements of the text; gives the rows that the last one changed, or -1.</summary>
    public static long Run(nint connection, string sql)
    {
        var result = default(DuckDbResult);
        try
        {
            if (DuckDbApi.Query(connection, sql, ref result) != 0) throw DuckDbException.Of(DuckDbApi.ResultError(ref result));
            return DuckDbApi.ResultReturnType(result) == DuckDbResult.ChangedRows ? (long)DuckDbApi.RowsChanged(ref result) : -1;
        }
        finally
        {
            DuckDbApi.DestroyResult(ref result);
        }
    }

    /// <summary>One statement with its rows, and those that it changed, or -1.</summary>
    public static (ResultTable Table, long Changed) Fetch(nint connection, string sql, int? limit, ResultLimits.Count count, IReadOnlyList<object?> parameters, StatementRights? rights)
    {
        var rows = DuckDbQuery.Run(connection, "", sql, parameters, rights);
        try
        {
            return (DuckDbTable.Read(rows, limit, count), rows.Changed);
        }
        finally
        {
            rows.Destroy();
        }
    }
}
