using ControlPlane.DuckDb.Native;
using ControlPlane.NativePackages;
using ControlPlane.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Models.Tests.Adapters.Engines;

public sealed class DuckDbEngine : IModelEngine, IDisposable
{
    private readonly TemporaryFolder _folder = new("models-duckdb");

    public string Folder => _folder.Path;

    public string NewTarget() => NewTarget($"{Guid.NewGuid():N}");

    /// <param name="name">Of the database.</param>
    public string NewTarget(string name, string schema = "dev")
    {
        var cache = TemporaryFolder.Shared("native");
        try
        {
            Task.Run(() => DuckDbLibrary.LoadAsync(cache, NullLogger.Instance, CancellationToken.None)).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is NpmPackageException or DllNotFoundException)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"DuckDB cannot be had: {exception.Message}");
            throw;
        }
        return $"{{type: duckdb, path: '{_folder[$"{name}.duckdb"]}', schema: {schema}, threads: 4, external_root: '{_folder["lake"]}', library_cache: '{cache}'}}";
    }

    public void Dispose() => _folder.Dispose();
}
