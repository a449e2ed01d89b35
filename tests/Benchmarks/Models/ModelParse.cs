using System.Diagnostics;
using ControlPlane.Benchmarks.Hosting;
using ControlPlane.Benchmarks.Measuring;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Models.Projects;
using ControlPlane.Testing;

namespace ControlPlane.Benchmarks.Models;

/// <summary>Parsing and compiling a project of 200 models and 400 tests: in this process the first time and then again, and as the command line does it.</summary>
internal sealed class ModelParse : IBenchmark
{
    private const int Again = 30;
    private const int Rounds = 9;

    private const string Profile = "generated: {target: prod, outputs: {prod: {type: postgres, host: 127.0.0.1, port: 5432, user: generated, password: generated, dbname: generated, schema: generated, threads: 4}}}\n";

    public string Name => "model-parse";

    public string Measures => "parse and compile of 200 models and 400 tests, cold and warm, against reading their files";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("models");
        GeneratedProject.Write(folder.Path, Profile);
        var (first, warm, files) = (Time(() => ParseAndCompile(folder.Path)), new Sample(), new Sample());
        for (var i = 0; i < Again; i++)
        {
            files.Add(Time(() => ReadFiles(folder.Path)));
            warm.Add(Time(() => ParseAndCompile(folder.Path)));
        }
        report.Figure("first in a process, compiled as it runs", $"{first * 1000:0} ms", "-", "-", "none set", true);
        report.Figure("again in the same process", Milliseconds(warm), $"reading the files: {Milliseconds(files)}", $"{warm.Median / files.Median:0.0}", "50 ms", warm.Median < 0.050);

        using var installed = new TemporaryFolder("cli");
        var cli = await PublishedCli.MakeAsync(installed["cli"], report, cancellationToken);
        var (parse, bare) = (new ProcessSample(), new ProcessSample());
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await MeasuredProcess.RunAsync(new ProcessStartInfo(cli, ["--version"]), installed["version"], cancellationToken));
            parse.Add(await MeasuredProcess.RunAsync(
                new ProcessStartInfo(cli, ["models", "parse", "--project-dir", folder.Path, "--profiles-dir", folder.Path, "--target-path", installed["target"]]), installed["parse"], cancellationToken));
        }
        report.Figure("controlplane models parse, the whole process with manifest.json", $"{Milliseconds(parse.Time)}; processor time {Milliseconds(parse.Processor)}",
            $"controlplane --version: {Milliseconds(bare.Time)}; processor time {Milliseconds(bare.Processor)}", $"{parse.Time.Median / bare.Time.Median:0.0}", "250 ms", parse.Time.Median < 0.250);
    }

    /// <summary>Everything from files to SQL, on the calling thread but for what the engine itself spreads.</summary>
    public static Manifest ParseAndCompile(string folder, TargetProfile? target = null)
    {
        var invocation = new Invocation();
        var projects = ProjectLoader.Load(folder, new LoadOptions { TargetProfile = target ?? GeneratedProject.Target("generated", "generated") }, invocation);
        using var adapter = AdapterFactory.Create(projects.Target);
        var manifest = ProjectParser.Parse(projects, invocation, adapter);
        var renderer = new RuntimeRenderer(manifest, adapter);
        foreach (var node in manifest.Nodes.Values) renderer.Compile(node, () => throw new InvalidOperationException("Nothing in it asks the engine."));
        Count.Check("nodes compiled", GeneratedProject.Models + GeneratedProject.Tests, manifest.Nodes.Values.Count(node => node.CompiledCode is { Length: > 0 }));
        return manifest;
    }

    public static double Time(Action act)
    {
        var started = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static string Milliseconds(Sample sample) => $"median {sample.Median * 1000:0} ms, best {sample.Min * 1000:0} ms";

    private static void ReadFiles(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) _ = File.ReadAllText(file);
    }
}
