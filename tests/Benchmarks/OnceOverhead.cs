using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ControlPlane.Benchmarks.Bare;
using ControlPlane.Benchmarks.Hosting;
using ControlPlane.Benchmarks.Measuring;
using ControlPlane.Testing;

namespace ControlPlane.Benchmarks;

/// <summary>
/// What a whole <c>--once --landed</c> costs beside the work itself. Work is the time in which at least one stage of the pipeline was
/// under way (the union of their intervals, as the run API tells them) and the time that bare PostgreSQL takes to be made, started and
/// stopped. Everything else is overhead: start of the process, migrations, onboarding (in full, with its statements), what lies
/// between stages, the report, and the end of the process.
/// </summary>
internal sealed class OnceOverhead : IBenchmark
{
    private const int Rounds = 4;

    public string Name => "once-overhead";

    public string Measures => "wall time of --once --landed outside the stages and outside PostgreSQL's own start and stop";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using var bare = await BarePostgres.FindAsync(cancellationToken);
        using var files = new TemporaryFolder("once");
        var landed = SharedData.Find("data/github/2015-01-01-0.json.gz") ?? EventLines.Write(files["events.jsonl"], 1).File;
        var (nothing, existing, between) = (new List<Timeline>(), new List<Timeline>(), new Sample());
        for (var round = 0; round < Rounds; round++)
        {
            using var data = new TemporaryFolder("data");
            nothing.Add(await MeasureAsync(landed, data.Path, files[$"{round}.json"], await BareAsync(bare, initialise: true, cancellationToken), cancellationToken));
            existing.Add(await MeasureAsync(landed, data.Path, files[$"{round}-again.json"], await BareAsync(bare, initialise: false, cancellationToken), cancellationToken));
            between.Add(nothing[^1].Between);
        }
        Show(report, "whole --once from nothing", nothing);
        Show(report, "whole --once on an existing data folder", existing);
        report.Figure("within the run: from its start to its end, outside its stages", $"{between}", $"stages: {Median(nothing, one => one.Stages):0.00} s", $"{between.Median / Median(nothing, one => one.Stages):0.00}", "2 s", between.Median < 2);
    }

    private static void Show(Report report, string what, List<Timeline> timelines)
    {
        foreach (var one in timelines) report.Note($"{what}: {one}");
        var overhead = Median(timelines, one => one.Overhead);
        report.Figure(what, $"overhead median {overhead:0.00} s, best {timelines.Min(one => one.Overhead):0.00} s of {timelines.Count}", $"work: {Median(timelines, one => one.Stages + one.Bare):0.00} s", $"{overhead / Median(timelines, one => one.Stages + one.Bare):0.00}", "2 s", overhead < 2);
    }

    private static double Median(List<Timeline> timelines, Func<Timeline, double> value)
    {
        var sample = new Sample();
        foreach (var one in timelines) sample.Add(value(one));
        return sample.Median;
    }

    private static async Task<double> BareAsync(BarePostgres bare, bool initialise, CancellationToken cancellationToken)
    {
        var made = initialise ? null : await bare.InitialiseAsync(cancellationToken);
        var sample = new Sample();
        await sample.MeasureAsync(async () =>
        {
            var data = made ?? await bare.InitialiseAsync(cancellationToken);
            await bare.StartAsync(data, cancellationToken);
            await bare.StopAsync(data, cancellationToken);
        });
        return sample.Min;
    }

    private static async Task<Timeline> MeasureAsync(string landed, string data, string json, double bare, CancellationToken cancellationToken)
    {
        double ready, whole;
        await using (var once = await AppHostProcess.StartAsync(cancellationToken, "--once", "--landed", landed, "--json", json, "--data", data))
        {
            ready = once.ReadyAfter;
            whole = await once.EndedAsync(cancellationToken);
        }
        var report = JsonNode.Parse(await File.ReadAllTextAsync(json, cancellationToken))!;
        Count.Check("runs that succeeded and balance", 1, (bool)report["succeeded"]! && (bool)report["ledger"]!["balanced"]! ? 1 : 0);
        var provision = (double)report["stages"]![0]!["durationMs"]! / 1000;
        var (run, stages) = await StagesAsync(data, (string)report["run"]!, cancellationToken);
        return new Timeline(whole, ready, bare, provision, run, stages);
    }

    /// <summary>Asks a second start for the exact times of the run.</summary>
    private static async Task<(double Run, double Stages)> StagesAsync(string data, string run, CancellationToken cancellationToken)
    {
        await using var host = await AppHostProcess.StartAsync(cancellationToken, "--data", data, "--port", "0");
        using var http = new HttpClient { BaseAddress = host.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(data, "operator.token"), cancellationToken)).Trim());
        var view = JsonNode.Parse(await http.GetStringAsync($"v1/runs/{run}", cancellationToken))!;
        var intervals = view["stages"]!.AsArray().Select(stage => (From: (DateTimeOffset)stage!["startedAt"]!, To: (DateTimeOffset)stage["finishedAt"]!)).OrderBy(interval => interval.From).ToList();
        var (work, until) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var (from, to) in intervals)
        {
            if (to <= until) continue;
            work += to - (from > until ? from : until);
            until = to;
        }
        return (((DateTimeOffset)view["summary"]!["finishedAt"]! - (DateTimeOffset)view["summary"]!["startedAt"]!).TotalSeconds, work.TotalSeconds);
    }

    /// <summary>All in seconds.</summary>
    private sealed record Timeline(double Whole, double Ready, double Bare, double Provision, double Run, double Stages)
    {
        public double Overhead => Whole - Bare - Stages;

        public double Between => Run - Stages;

        public override string ToString() =>
            $"wall {Whole:0.00} s = ready {Ready:0.00} (bare PostgreSQL with its stop {Bare:0.00}) + provision {Provision:0.00} + run {Run:0.00} (stages {Stages:0.00}) + the rest {Whole - Ready - Provision - Run:0.00}";
    }
}
