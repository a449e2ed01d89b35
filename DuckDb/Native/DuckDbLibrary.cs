using System.Runtime.InteropServices;
using ControlPlane.NativePackages;
using Microsoft.Extensions.Logging;

namespace ControlPlane.DuckDb.Native;

/// <summary>DuckDB's library, fetched from npm where it is not there yet and loaded once for the process.</summary>
public static class DuckDbLibrary
{
    public const string Version = "1.5.6-r.1";

    private static readonly SemaphoreSlim Loading = new(1, 1);
    private static nint _library;

    /// <param name="cache">The folder that npm's packages are kept in.</param>
    /// <exception cref="NpmPackageException">It is not there and cannot be fetched.</exception>
    /// <exception cref="DllNotFoundException">It does not work on this machine.</exception>
    public static async Task LoadAsync(string cache, ILogger logger, CancellationToken cancellationToken)
    {
        if (_library != 0) return;
        await Loading.WaitAsync(cancellationToken);
        try
        {
            if (_library != 0) return;
            var package = await new NpmPackage($"@duckdb/node-bindings-{NpmPlatform.Name()}", Version, "duckdb", logger).EnsureAsync(cache, cancellationToken);
            var file = Path.Combine(package, OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so");
            var library = NativeLibrary.Load(file);
            NativeLibrary.SetDllImportResolver(typeof(DuckDbLibrary).Assembly, (name, _, _) => name == DuckDbApi.Library ? library : 0);
            _library = library;
        }
        finally
        {
            Loading.Release();
        }
    }
}
