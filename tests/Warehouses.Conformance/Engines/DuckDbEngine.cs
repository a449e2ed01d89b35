using ControlPlane.DuckDb.Native;
using ControlPlane.Lake.FileSystem;
using ControlPlane.NativePackages;
using ControlPlane.Testing;
using ControlPlane.Warehouses.DuckDb;
using ControlPlane.Warehouses.DuckDb.Provisioning;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Warehouses.Conformance.Engines;

public sealed class DuckDbEngine : IEngine
{
    private readonly TemporaryFolder _folder = new("duckdb");
    private readonly List<IAsyncDisposable> _opened = [];

    public string Folder => _folder["warehouse"];

    public FileSystemLake Lake => new(_folder["lake"]);

    public async Task<TestedWarehouse> NewAsync()
    {
        var options = new DuckDbWarehouseOptions(Folder) { Cache = TemporaryFolder.Shared("native"), MemoryMegabytes = 256, Threads = 2, Lake = Lake };
        try
        {
            await DuckDbLibrary.LoadAsync(options.Cache, NullLogger.Instance, CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpmPackageException or DllNotFoundException)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"DuckDB cannot be had: {exception.Message}");
            throw;
        }
        var meter = new RecordingMeter();
        var warehouse = new DuckDbWarehouse(options, meter, TimeProvider.System, NullLogger<DuckDbWarehouse>.Instance);
        _opened.Add(warehouse);
        return new TestedWarehouse(warehouse, new DuckDbProvisioner(warehouse, NullLogger<DuckDbProvisioner>.Instance), meter);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _opened) await one.DisposeAsync();
        _folder.Dispose();
    }
}
