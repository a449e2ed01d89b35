using ControlPlane.DuckDb.Native;
using ControlPlane.NativePackages;
using ControlPlane.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>DuckDB's library, which a machine may not be able to fetch.</summary>
internal static class DuckDbEngine
{
    /// <returns>Where it is kept.</returns>
    public static async Task<string> EnsureAsync()
    {
        var cache = TemporaryFolder.Shared("native");
        try
        {
            await DuckDbLibrary.LoadAsync(cache, NullLogger.Instance, CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpmPackageException or DllNotFoundException)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"DuckDB cannot be had: {exception.Message}");
            throw;
        }
        return cache;
    }
}
