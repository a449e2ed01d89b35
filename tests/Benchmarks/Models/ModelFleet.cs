using System.Diagnostics;
using ControlPlane.Benchmarks.Measuring;
using ControlPlane.Models.Fleet;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Testing;

namespace ControlPlane.Benchmarks.Models;

/// <summary>A project of 200 models and 400 tests for 1,000 tenants, all of them kept, against parsing and compiling it for each.</summary>
internal sealed class ModelFleet : IBenchmark
{
    private const int Tenants = 1000;
    private const int Alone = 20;

    public string Name => "model-fleet";

    public string Measures => "200 models and 400 tests compiled for 1,000 tenants, against parsing and compiling for each";

    public Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("models");
        GeneratedProject.Write(folder.Path);
        var alone = new Sample();
        for (var i = 0; i < Alone; i++) alone.Add(ModelParse.Time(() => ModelParse.ParseAndCompile(folder.Path, GeneratedProject.Target("alone", $"t{i}"))));

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var bound = new Manifest[Tenants];
        var started = Stopwatch.GetTimestamp();
        var project = FleetProject.Parse(folder.Path, new LoadOptions { TargetProfile = GeneratedProject.Target("neutral", "neutral") });
        Parallel.For(0, Tenants, i => bound[i] = project.Bind(new TenantBinding(GeneratedProject.Target($"tenant_{i:0000}", "models")) { Vars = new Dictionary<string, object?> { ["tenant"] = $"{i}" } }));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        foreach (var manifest in bound) Check(manifest);
        var perTenant = alone.Median * Tenants;
        report.Figure($"{Tenants} tenants bound and compiled", $"{seconds:0.00} s, {seconds / Tenants * 1000:0.0} ms a tenant", $"each alone: {perTenant:0} s ({alone} for one)", $"{seconds / perTenant:0.000}", "10 s", seconds < 10);
        report.Figure("memory of all of them", $"{memory / 1e6:0} MB, {memory / 1000 / Tenants} kB a tenant", "-", "-", "400 MB", memory < 400_000_000);
        GC.KeepAlive(bound);
        return Task.CompletedTask;
    }

    private static void Check(Manifest manifest)
    {
        Count.Check("nodes compiled", GeneratedProject.Models + GeneratedProject.Tests, manifest.Nodes.Values.Count(node => node.IsCompiled));
        var database = $"\"{manifest.Projects.Target.Database}\".\"models\".";
        Count.Check("texts with the tenant's names", GeneratedProject.Intermediate, manifest.Nodes.Values.Count(node => node.Name.StartsWith("int_", StringComparison.Ordinal) && node.CompiledCode!.Contains(database, StringComparison.Ordinal)));
    }
}
