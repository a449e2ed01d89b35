using ControlPlane.DuckDb;
using ControlPlane.DuckDb.Native;
using ControlPlane.Warehouses.DuckDb;

namespace ControlPlane.Benchmarks.Bare;

/// <summary>DuckDB with nothing around it but the limits of memory and threads that the product sets.</summary>
internal static class BareDuckDb
{
    /// <summary>Opens the file, runs the statements and closes it again, with all that was written on disk.</summary>
    public static void Run(string file, DuckDbWarehouseOptions limits, params string[] statements)
    {
        if (DuckDbApi.Open(file, out var database, 0, out var error) != 0) throw DuckDbException.Of(error);
        try
        {
            if (DuckDbApi.Connect(database, out var connection) != 0) throw new InvalidOperationException($"No connection to {file}.");
            foreach (var statement in statements.Prepend($"SET memory_limit = '{limits.MemoryMegabytes}MiB'; SET threads = {limits.Threads}")) NativeConnection.Execute(connection, statement);
            DuckDbApi.Disconnect(ref connection);
        }
        finally
        {
            DuckDbApi.Close(ref database);
        }
    }
}
