using System.Runtime.InteropServices;
using ControlPlane.DuckDb.Native;

namespace ControlPlane.DuckDb.Reading;

/// <summary>The rows of one statement, a chunk at a time. Only to be touched while its connection is held.</summary>
internal sealed class DuckDbRows
{
    private DuckDbResult _result;
    private DuckDbChunk? _chunk;
    private bool _destroyed;

    public DuckDbRows(DuckDbResult result)
    {
        _result = result;
        Columns = [.. Enumerable.Range(0, (int)DuckDbApi.ColumnCount(ref _result)).Select(Column)];
        Changed = DuckDbApi.ResultReturnType(_result) == DuckDbResult.ChangedRows ? (int)DuckDbApi.RowsChanged(ref _result) : -1;
    }

    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>-1: the statement changes none.</summary>
    public int Changed { get; }

    /// <summary>The next chunk, in place of the one before; null after the last.</summary>
    public DuckDbChunk? Next()
    {
        _chunk?.Destroy();
        _chunk = null;
        if (_destroyed || Changed >= 0) return null;
        var chunk = DuckDbApi.FetchChunk(_result);
        if (chunk == 0)
        {
            var error = DuckDbApi.ResultError(ref _result);
            return error == 0 ? null : throw DuckDbException.Of(error);
        }
        _chunk = new DuckDbChunk(chunk, Columns);
        return _chunk;
    }

    public void Destroy()
    {
        if (_destroyed) return;
        _destroyed = true;
        _chunk?.Destroy();
        _chunk = null;
        DuckDbApi.DestroyResult(ref _result);
    }

    private DuckDbColumn Column(int index)
    {
        var type = DuckDbApi.ColumnLogicalType(ref _result, (ulong)index);
        try
        {
            var id = DuckDbApi.TypeId(type);
            var isDecimal = id == DuckDbType.Decimal;
            return new DuckDbColumn(
                Marshal.PtrToStringUTF8(DuckDbApi.ColumnName(ref _result, (ulong)index)) ?? "", id,
                isDecimal ? DuckDbApi.DecimalStorage(type) : id, isDecimal ? DuckDbApi.DecimalScale(type) : (byte)0);
        }
        finally
        {
            DuckDbApi.DestroyLogicalType(ref type);
        }
    }
}

/// <param name="Storage">How a decimal is kept; otherwise the type itself.</param>
internal sealed record DuckDbColumn(string Name, DuckDbType Type, DuckDbType Storage, byte Scale);
