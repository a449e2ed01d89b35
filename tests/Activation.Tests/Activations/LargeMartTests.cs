using System.Diagnostics;
using System.Globalization;
using ControlPlane.Activation.Tests.Hosting;
using ControlPlane.Contracts;
using ControlPlane.Testing;

namespace ControlPlane.Activation.Tests.Activations;

public class LargeMartTests(PostgresFixture postgres)
{
    private const int Rows = 200_000;

    [Fact]
    public async Task Memory_stays_flat_and_an_unchanged_mart_is_compared_quickly()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml(batchSize: 100));
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(Rows));
        // The local CRM keeps everything in memory, so here an answer is made without it.
        host.Wire.Instead = static (_, request) => Accepting.Answer(request);
        host.Wire.Keep = false;

        long peak = 0;
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
                await Task.Delay(500, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
        var clock = Stopwatch.StartNew();
        var (first, ledger) = await host.RunAsync(within: TimeSpan.FromMinutes(4));
        var sending = clock.Elapsed;
        clock.Restart();
        var (second, again) = await host.RunAsync(within: TimeSpan.FromMinutes(2));
        var comparing = clock.Elapsed;
        await stop.CancelAsync();
        await watch;

        first.Status.ShouldBe(StageStatus.Succeeded);
        ledger.Created.ShouldBe(Rows);
        again.Unchanged.ShouldBe(Rows);
        second.Status.ShouldBe(StageStatus.Succeeded);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
            $"{Rows} rows: sent in {sending.TotalSeconds:0.0} s ({Rows / sending.TotalSeconds:0}/s), compared in {comparing.TotalSeconds:0.0} s ({Rows / comparing.TotalSeconds:0}/s), peak {peak / 1e6:0} MB"));
        peak.ShouldBeLessThan(120_000_000);
    }
}
