using System.Globalization;
using System.IO.Compression;
using ControlPlane.Benchmarks.Bare;
using ControlPlane.Benchmarks.Measuring;
using ControlPlane.DuckDb.Native;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Sessions;
using ControlPlane.Testing;
using ControlPlane.Warehouses.DuckDb;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Benchmarks.Models;

/// <summary>A project of one model that makes partitioned Parquet of bronze, from its files to the closed database, against DuckDB alone with the same COPY.</summary>
internal sealed class ModelLake : IBenchmark
{
    private const int Events = 1_000_000;
    private const int Files = 20;
    private const int Days = 30;
    private const int Rounds = 7;

    private const string Select = """
        select id, type, actor.login as login, repo.name as repo, payload.size as size, payload.ref as ref, created_at, cast(created_at as date) as day
        from {0}
        """;

    public string Name => "model-lake";

    public string Measures => "1,000,000 events as JSONL.gz in bronze to partitioned Parquet by a project in DuckDB, against DuckDB alone with the same COPY";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("lake");
        var limits = new DuckDbWarehouseOptions(folder["warehouse"]) { Cache = TemporaryFolder.Shared("native"), MemoryMegabytes = 4096, Threads = Environment.ProcessorCount };
        await DuckDbLibrary.LoadAsync(limits.Cache, NullLogger.Instance, cancellationToken);
        report.Note($"{Land(folder["bronze/github/events"]) / 1e6:0} MB of JSONL.gz in {Files} files");
        Project(folder["project"]);
        var read = $"read_json('{folder["bronze"]}/github/events/*/*.jsonl.gz', format='newline_delimited')";
        var copy = $"copy ({string.Format(CultureInfo.InvariantCulture, Select, read)}) to '{folder["bare"]}' (format parquet, partition_by (day), overwrite true)";
        var (project, bare) = (new Measured(), new Measured());
        for (var round = 0; round <= Rounds; round++)
        {
            // The first does not count: code is compiled, the files are cached.
            var (ours, theirs) = round == 0 ? (new Measured(), new Measured()) : (project, bare);
            ours.Measure(() => Run(folder, limits, round, cancellationToken));
            theirs.Measure(() => BareDuckDb.Run(folder[$"bare{round}.duckdb"], limits, copy));
        }
        var (built, expected) = (Rows(folder, limits, folder["silver"]), Rows(folder, limits, folder["bare"]));
        Count.Check("events in the model's files", Events, built);
        Count.Check("events in DuckDB's files", Events, expected);
        var ratio = project.Time.Median / bare.Time.Median;
        report.Figure(
            "bronze to partitioned Parquet, the whole run", $"{project}", $"DuckDB alone: {bare}",
            $"{ratio:0.00} (best of each: {project.Time.Min / bare.Time.Min:0.00}; by processor time: {project.Processor.Median / bare.Processor.Median:0.00})", "at most 1.1", ratio <= 1.1);
    }

    private static void Run(TemporaryFolder folder, DuckDbWarehouseOptions limits, int round, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["path"] = folder[$"built{round}.duckdb"],
            ["folders"] = new Dictionary<string, object?> { ["bronze"] = folder["bronze"], ["silver"] = folder["silver"] },
            ["external_root"] = "silver",
            ["library_cache"] = limits.Cache,
            ["config_options"] = new Dictionary<string, object?> { ["memory_limit"] = $"{limits.MemoryMegabytes}MiB", ["threads"] = $"{limits.Threads}" },
        };
        using var session = ProjectSession.Open(folder["project"], new LoadOptions { TargetProfile = new("lake", "prod", "duckdb", $"built{round}", "main", 2, settings) }, new Invocation { Command = "run" });
        var result = session.Run(new RunOptions { Command = RunCommand.Run, Selected = [.. session.Manifest.Nodes.Keys], Threads = 2 }, new Silence(), TimeProvider.System, cancellationToken);
        Count.Check("models built", 1, result.IsSuccess ? result.Results.Count : 0);
    }

    private static void Project(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "models"));
        File.WriteAllText(Path.Combine(folder, "dbt_project.yml"), "name: lake\nversion: 1.0.0\n");
        File.WriteAllText(Path.Combine(folder, "models", "bronze.yml"), """
            sources:
              - name: github
                meta: {external_location: "read_json('bronze/{schema}/{name}/*/*.jsonl.gz', format='newline_delimited')"}
                tables: [{name: events}]
            """);
        File.WriteAllText(Path.Combine(folder, "models", "events.sql"),
            "{{ config(materialized='external', options={'partition_by': 'day'}) }}\n" + string.Format(CultureInfo.InvariantCulture, Select, "{{ source('github', 'events') }}"));
    }

    /// <summary>Gives the bytes of the files.</summary>
    private static long Land(string folder)
    {
        var bytes = 0L;
        for (var file = 0; file < Files; file++)
        {
            var path = Path.Combine(folder, $"load_date=2026-01-{file + 1:00}", "run.jsonl.gz");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest)))
                for (var i = file; i < Events; i += Files) writer.Write(Event(i));
            bytes += new FileInfo(path).Length;
        }
        return bytes;
    }

    /// <summary>The same at each run.</summary>
    private static string Event(int i)
    {
        var mixed = (uint)i * 2654435761u;
        var type = (mixed % 7) switch { 0 => "ForkEvent", 1 => "WatchEvent", 2 => "IssuesEvent", _ => "PushEvent" };
        var moment = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(mixed % (Days * 86_400));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"id": "{{40_000_000_000 + i}}", "type": "{{type}}", "actor": {"id": {{mixed % 90_000}}, "login": "user-{{mixed % 90_000}}", "url": "https://api.example.com/users/user-{{mixed % 90_000}}"}, "repo": {"id": {{mixed % 7_000}}, "name": "org-{{mixed % 700}}/repo-{{mixed % 7_000}}"}, "payload": {"push_id": {{mixed}}, "size": {{mixed % 12}}, "ref": "refs/heads/main", "head": "{{mixed:x8}}{{mixed * 31:x8}}"}, "public": true, "created_at": "{{moment:yyyy-MM-ddTHH:mm:ssZ}}"}

            """);
    }

    private static long Rows(TemporaryFolder folder, DuckDbWarehouseOptions limits, string files) =>
        BareDuckDb.Ask(folder["count.duckdb"], limits, $"select count(*) from read_parquet('{files}/**/*.parquet')");

    /// <summary>By the clock and by processor time, which others on the machine change less; all of it is in this process.</summary>
    private sealed class Measured
    {
        public Sample Time { get; } = new();

        public Sample Processor { get; } = new();

        public void Measure(Action act)
        {
            var before = Environment.CpuUsage.TotalTime;
            Time.Add(ModelParse.Time(act));
            Processor.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }

        public override string ToString() => $"{Time}; processor time {Processor}";
    }

    private sealed class Silence : IRunObserver
    {
        public void On(RunEvent happened)
        {
        }
    }
}
