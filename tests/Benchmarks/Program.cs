using System.Globalization;
using ControlPlane.Benchmarks;
using ControlPlane.Benchmarks.Bare;
using ControlPlane.Benchmarks.Hosting;
using ControlPlane.Benchmarks.Measuring;
using ControlPlane.Benchmarks.Models;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
IBenchmark[] all = [new ColdStart(), new LandedToRaw(), new DuckDbLoad(), new SyncFromHttp(), new ConnectorRead(), new OnceOverhead(), new Onboarding(), new ManyTenants(), new ModelParse(), new ModelFleet(), new ModelBuild(), new ModelLake(), new Lineage()];
if (args is [RecordServer.Argument]) return await RecordServer.ServeAsync();
if (args is [BareDownload.Argument, var address, var pages, var file]) return await BareDownload.RunAsync(address, int.Parse(pages, CultureInfo.InvariantCulture), file);
if (args.Contains("--list"))
{
    foreach (var benchmark in all) Console.WriteLine($"{benchmark.Name,-16} {benchmark.Measures}");
    return 0;
}
if (args.Except(all.Select(benchmark => benchmark.Name)).ToList() is { Count: > 0 } unknown)
{
    await Console.Error.WriteLineAsync($"Unknown: {string.Join(", ", unknown)}; --list shows what there is.");
    return 2;
}
Console.WriteLine(Machine.Describe());
// A process of its own for each, so that none inherits the compiled code and the memory of another.
if (args.Length != 1) return await SelfProcess.RunEachAsync(args.Length == 0 ? [.. all.Select(benchmark => benchmark.Name)] : args);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; stop.Cancel(); };
var chosen = all.Single(benchmark => benchmark.Name == args[0]);
Console.WriteLine($"\n{chosen.Name}: {chosen.Measures}");
await chosen.RunAsync(new Report(Console.Out), stop.Token);
return 0;
