using ControlPlane.DuckDb;
using ControlPlane.DuckDb.Native;
using ControlPlane.DuckDb.Reading;
using ControlPlane.Warehouses.DuckDb;

namespace ControlPlane.Benchmarks.Bare;

/// <summary>DuckDB with nothing around it but the limits of memory and threads that the product sets.</summary>
internal static class BareDuckDb
{
    /// <summary>Opens the file, runs the statements and closes it again, with all that was written on disk.</summary>
    public static void Run(string file, DuckDbWarehouseOptions limits, params string[] statements) => With(file, limits, connection =>
    {
        foreach (var statement in statements) NativeConnection.Execute(connection, statement);
        return 0;
    });

    /// <summary>The number that the query gives.</summary>
    public static long Ask(string file, DuckDbWarehouseOptions limits, string query) => With(file, limits, connection =>
    {
        var rows = DuckDbQuery.Run(connection, "", query, [], rights: null);
        try
        {
            return (long)rows.Next()!.Value(0, 0);
        }
        finally
        {
            rows.Destroy();
        }
    });

    private static T With<T>(string file, DuckDbWarehouseOptions limits, Func<nint, T> use)
    {
        if (DuckDbApi.Open(file, out var database, 0, out var error) != 0) throw DuckDbException.Of(error);
        try
        {
            if (DuckDbApi.Connect(database, out var connection) != 0) throw new InvalidOperationException($"No connection to {file}.");
            try
            {
                NativeConnection.Execute(connection, $"SET memory_limit = '{limits.MemoryMegabytes}MiB'; SET threads = {limits.Threads}");
                return use(connection);
            }
            finally
            {
                DuckDbApi.Disconnect(ref connection);
            }
        }
        finally
        {
            DuckDbApi.Close(ref database);
        }
    }
}
