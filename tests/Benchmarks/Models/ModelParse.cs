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

    public string Measures => "parse and compile of 200 models and 400 tests, cold and warm, against the start of a process and reading their files";

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
        var (compile, parse, bare) = (new ProcessSample(), new ProcessSample(), new ProcessSample());
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await MeasuredProcess.RunAsync(new ProcessStartInfo(cli, ["--version"]), installed["version"], cancellationToken));
            parse.Add(await MeasuredProcess.RunAsync(Models("parse"), installed["parse"], cancellationToken));
            Directory.Delete(installed["target"], recursive: true);
            compile.Add(await MeasuredProcess.RunAsync(Models("compile"), installed["compile"], cancellationToken));
            var written = Directory.EnumerateFiles(Path.Combine(installed["target"], "compiled"), "*.sql", SearchOption.AllDirectories).Count();
            Count.Check("files of compiled SQL", GeneratedProject.Models + GeneratedProject.Tests, written);
        }
        var start = $"controlplane --version: {Milliseconds(bare.Time)}; processor time {Milliseconds(bare.Processor)}";
        report.Figure("controlplane models compile, the whole process with target/compiled and manifest.json", $"{Milliseconds(compile.Time)}; processor time {Milliseconds(compile.Processor)}",
            start, $"{compile.Time.Median / bare.Time.Median:0.0}", "250 ms", compile.Time.Median < 0.250);
        report.Figure("controlplane models parse, the whole process with manifest.json", $"{Milliseconds(parse.Time)}; processor time {Milliseconds(parse.Processor)}",
            start, $"{parse.Time.Median / bare.Time.Median:0.0}", "none set", true);
        report.Note("dbt Core's published figures for such a project: 2.55 s, and 1.78 s without the tests");

        ProcessStartInfo Models(string command) =>
            new(cli, ["models", command, "--project-dir", folder.Path, "--profiles-dir", folder.Path, "--target-path", installed["target"]]);
    }

    /// <summary>Everything from files to SQL; nodes are compiled side by side, as the threads of a run do.</summary>
    public static Manifest ParseAndCompile(string folder, TargetProfile? target = null)
    {
        var invocation = new Invocation();
        var projects = ProjectLoader.Load(folder, new LoadOptions { TargetProfile = target ?? GeneratedProject.Target("generated", "generated") }, invocation);
        using var adapter = AdapterFactory.Create(projects.Target);
        var manifest = ProjectParser.Parse(projects, invocation, adapter);
        var renderer = new RuntimeRenderer(manifest, adapter);
        Parallel.ForEach(manifest.Nodes.Values, node => renderer.Compile(node, () => throw new InvalidOperationException("Nothing in it asks the engine.")));
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
