using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Sessions;
using ControlPlane.Testing;
using Npgsql;

namespace ControlPlane.Models.Tests.Runs;

/// <summary>A project of a test's own with a database of its own on a real PostgreSQL.</summary>
internal sealed class BuiltProject : IRunObserver, IDisposable
{
    private readonly ProjectFolder _folder = new();
    private readonly NpgsqlDataSource _database;

    public BuiltProject(PostgresFixture postgres)
    {
        var name = $"models_{Guid.NewGuid():N}";
        using (var administrator = postgres.OpenAsSuperuser("postgres"))
        using (var create = administrator.CreateCommand($"CREATE DATABASE {name}"))
            create.ExecuteNonQuery();
        _database = postgres.OpenAsSuperuser(name);
        var server = new NpgsqlConnectionStringBuilder(postgres.Server.SuperuserConnectionString);
        _folder["profiles.yml"] = $$"""
            shop:
              target: dev
              outputs:
                dev: {type: postgres, host: "{{server.Host}}", port: {{server.Port}}, user: "{{server.Username}}", password: "{{server.Password}}", dbname: {{name}}, schema: shop, threads: 4}
            """;
    }

    public List<RunEvent> Events { get; } = [];

    public string Path => _folder.Path;

    public string this[string file]
    {
        get => _folder[file];
        set => _folder[file] = value;
    }

    public void On(RunEvent happened) => Events.Add(happened);

    public ProjectSession Open(Invocation? invocation = null) => ProjectSession.Open(_folder.Path, new LoadOptions(), invocation ?? new Invocation());

    public RunResult Run(RunCommand command, Invocation? invocation = null, IReadOnlyDictionary<string, BatchResults>? previous = null, params string[] select)
    {
        using var session = Open(invocation);
        var types = command switch
        {
            RunCommand.Run => new HashSet<ResourceType> { ResourceType.Model },
            RunCommand.Freshness => [ResourceType.Source],
            RunCommand.Test => [ResourceType.Test, ResourceType.UnitTest],
            _ => [ResourceType.Model, ResourceType.Seed, ResourceType.Snapshot, ResourceType.Test, ResourceType.UnitTest],
        };
        var selected = session.Select(new() { Select = select, Types = types }, _ => { });
        var options = new RunOptions { Command = command, Selected = selected, Threads = 4 };
        return session.Run(previous is null ? options : options with { PreviousBatches = previous }, this, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>The rows of a query, values joined by blanks.</summary>
    public IReadOnlyList<string> Query(string sql)
    {
        using var command = _database.CreateCommand(sql);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : reader.GetValue(i).ToString())));
        return rows;
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }
}
