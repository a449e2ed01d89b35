using System.Runtime.InteropServices;

namespace ControlPlane.DuckDb.Native;

/// <summary><c>duckdb_result</c>: its fields are DuckDB's own.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckDbResult
{
    public const int ChangedRows = 1;

    private readonly ulong _columns;
    private readonly ulong _rows;
    private readonly ulong _changed;
    private readonly nint _columnData;
    private readonly nint _message;
    private readonly nint _internal;
}

/// <summary><c>duckdb_uhugeint</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct DuckDbUHugeInt(ulong Lower, ulong Upper);
