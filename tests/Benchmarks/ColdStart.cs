using ControlPlane.Benchmarks.Bare;
using ControlPlane.Benchmarks.Hosting;
using ControlPlane.Benchmarks.Measuring;
using ControlPlane.Testing;

namespace ControlPlane.Benchmarks;

/// <summary>The real AppHost process, from its start to "Ready" with an answering health page, against PostgreSQL's own programs alone.</summary>
internal sealed class ColdStart : IBenchmark
{
    private const int FromNothing = 4;
    private const int Existing = 7;

    public string Name => "cold-start";

    public string Measures => "process start to ready, against bare initdb and pg_ctl start";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using var bare = await BarePostgres.FindAsync(cancellationToken);
        var (cold, bareCold) = (new Sample(), new Sample());
        var data = "";
        for (var i = 0; i < FromNothing; i++)
        {
            using var folder = new TemporaryFolder("cold");
            cold.Add(await ReadyAsync(folder.Path, cancellationToken));
            await bareCold.MeasureAsync(async () =>
            {
                data = await bare.InitialiseAsync(cancellationToken);
                await bare.StartAsync(data, cancellationToken);
            });
            await bare.StopAsync(data, cancellationToken);
        }
        report.Figure("from nothing", $"{cold}", $"initdb + pg_ctl start: {bareCold}", $"{cold.Median / bareCold.Median:0.0} x", "10 s", cold.Median < 10);

        var (warm, bareWarm) = (new Sample(), new Sample());
        using var existing = new TemporaryFolder("existing");
        await using (var first = await AppHostProcess.StartAsync(cancellationToken, "--once", "--data", existing.Path)) await first.EndedAsync(cancellationToken);
        for (var i = 0; i < Existing; i++)
        {
            warm.Add(await ReadyAsync(existing.Path, cancellationToken));
            await bareWarm.MeasureAsync(() => bare.StartAsync(data, cancellationToken));
            await bare.StopAsync(data, cancellationToken);
        }
        report.Figure("on an existing data folder with one tenant", $"{warm}", $"pg_ctl start: {bareWarm}", $"{warm.Median / bareWarm.Median:0.0} x", "3 s", warm.Median < 3);
    }

    private static async Task<double> ReadyAsync(string data, CancellationToken cancellationToken)
    {
        await using var host = await AppHostProcess.StartAsync(cancellationToken, "--data", data, "--port", "0");
        return host.ReadyAfter;
    }
}
