using System.Globalization;
using System.Text;
using ControlPlane.Benchmarks.Bare;
using ControlPlane.Benchmarks.Measuring;
using ControlPlane.EmbeddedPostgres;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Sessions;
using ControlPlane.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ControlPlane.Benchmarks.Models;

/// <summary>200 models built in PostgreSQL with four threads, against one psql session with the same queries, a transaction each.</summary>
internal sealed class ModelBuild : IBenchmark
{
    private const int Rounds = 7;
    private const int Threads = 4;

    public string Name => "model-build";

    public string Measures => "200 models built in PostgreSQL with four threads, against psql with the same SQL in a transaction a model";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("models");
        using var data = new TemporaryFolder("postgres");
        GeneratedProject.Write(folder["project"]);
        await using var server = await PostgresServer.StartAsync(new EmbeddedPostgresOptions { DataDirectory = data.Path }, NullLogger.Instance, cancellationToken);
        var (built, again, bare) = (new Sample(), new Sample(), new Sample());
        var psql = new Psql(server.SuperuserConnectionString);
        for (var round = 0; round < Rounds; round++)
        {
            using var session = ProjectSession.Open(folder["project"], new LoadOptions { TargetProfile = Target(server, $"built{round}") }, new Invocation { Command = "run" });
            built.Add(Run(session, cancellationToken));
            again.Add(Run(session, cancellationToken));
            var script = folder[$"{round}.sql"];
            await File.WriteAllTextAsync(script, Script(session.Manifest, $"built{round}", $"bare{round}"), cancellationToken);
            await bare.MeasureAsync(() => psql.RunAsync(cancellationToken, "-f", script));
            await using var source = NpgsqlDataSource.Create(server.SuperuserConnectionString);
            foreach (var schema in (string[])[$"built{round}", $"bare{round}"])
            {
                await using var count = source.CreateCommand("SELECT count(*) FROM information_schema.tables WHERE table_schema = $1");
                count.Parameters.Add(new() { Value = schema });
                Count.Check($"relations in {schema}", GeneratedProject.Models, (long)(await count.ExecuteScalarAsync(cancellationToken))!);
            }
        }
        report.Figure("the first build", $"{built}", $"psql: {bare}", $"{built.Median / bare.Median:0.00}", "at most 1.3", built.Median / bare.Median <= 1.3);
        report.Figure("the next build, over what is there", $"{again}", $"psql, from nothing: {bare}", $"{again.Median / bare.Median:0.00}", "none set", true);
    }

    private static double Run(ProjectSession session, CancellationToken cancellationToken)
    {
        var selected = session.Manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Model).Select(node => node.UniqueId).ToList();
        var seconds = 0.0;
        seconds = ModelParse.Time(() =>
        {
            var result = session.Run(new RunOptions { Command = RunCommand.Run, Selected = selected, Threads = Threads }, new Silence(), TimeProvider.System, cancellationToken);
            Count.Check("models built", GeneratedProject.Models, result.IsSuccess ? result.Results.Count : 0);
        });
        return seconds;
    }

    private static TargetProfile Target(PostgresServer server, string schema)
    {
        var at = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString);
        return new("generated", "prod", "postgres", at.Database, schema, Threads, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["host"] = at.Host, ["port"] = (long)at.Port, ["user"] = at.Username, ["password"] = at.Password, ["dbname"] = at.Database, ["schema"] = schema,
        });
    }

    private static string Script(Manifest manifest, string schema, string other)
    {
        var script = new StringBuilder().Append(CultureInfo.InvariantCulture, $"create schema \"{other}\";\n");
        foreach (var node in manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Model).OrderBy(node => node.Name[0] switch { 's' => 0, 'i' => 1, _ => 2 }))
        {
            var kind = node.Config.Materialized == "table" ? "table" : "view";
            script.Append(CultureInfo.InvariantCulture, $"begin;\ncreate {kind} {node.RelationName} as (\n{node.CompiledCode}\n);\ncommit;\n");
        }
        return script.ToString().Replace($"\"{schema}\"", $"\"{other}\"", StringComparison.Ordinal);
    }

    private sealed class Silence : IRunObserver
    {
        public void On(RunEvent happened)
        {
        }
    }
}
