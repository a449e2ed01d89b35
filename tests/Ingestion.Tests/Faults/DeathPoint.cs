using System.Diagnostics;
using ControlPlane.Ingestion.Tests.Faults;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Lake;
using ControlPlane.Lake.FileSystem;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Postgres;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(DeathPoint))]

namespace ControlPlane.Ingestion.Tests.Faults;

/// <summary>Joins the service where a test has named the point at which its process is to die: as if by <c>kill -9</c>, between two of its steps.</summary>
public sealed class DeathPoint : IHostingStartup
{
    public const string Variable = "INGESTION_TEST_DIES_AT";

    public const string Load = "rows loaded, nobody told";

    private string? _point;

    /// <param name="layer">Of the lake.</param>
    public static string Before(string layer, bool marker = false) => $"{layer} {(marker ? "marker" : "object")} not yet visible";

    /// <inheritdoc cref="Before"/>
    public static string After(string layer, bool marker = false) => $"{layer} {(marker ? "marker" : "object")} visible, nothing committed";

    public void Configure(IWebHostBuilder builder)
    {
        _point = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(_point)) return;
        builder.ConfigureServices((context, services) =>
        {
            services.AddSingleton<ILake>(new FaultyLake(new FileSystemLake(context.Configuration["ControlPlane:Lake"]!))
            {
                OnCommit = path => PassAsync(Before(path.Layer, IsMarker(path))),
                OnCommitted = path => PassAsync(After(path.Layer, IsMarker(path))),
            });
            services.AddSingleton<IWarehouse>(provider => new FaultyWarehouse(provider.GetRequiredService<PostgresWarehouse>()) { AfterLoad = _ => PassAsync(Load) });
        });
    }

    private static bool IsMarker(LakePath path) => path.Key.EndsWith("_SUCCESS", StringComparison.Ordinal);

    private Task PassAsync(string point)
    {
        if (point != _point) return Task.CompletedTask;
        Console.WriteLine(point);
        using var self = Process.GetCurrentProcess();
        self.Kill();
        return Task.Delay(Timeout.Infinite);
    }
}
