using ControlPlane.Testing;
using Npgsql;

namespace ControlPlane.Cli.Tests.Models;

/// <summary>A project of one test's own with a database of its own, worked on by the real command.</summary>
internal sealed class ModelProject : IDisposable
{
    private readonly TemporaryFolder _folder = new("cli-models");

    public ModelProject(PostgresFixture postgres)
    {
        Database = $"cli_{Guid.NewGuid():N}";
        using (var administrator = postgres.OpenAsSuperuser("postgres"))
        using (var create = administrator.CreateCommand($"CREATE DATABASE {Database}"))
            create.ExecuteNonQuery();
        Server = new(postgres.Server.SuperuserConnectionString);
        this["dbt_project.yml"] = "name: shop\nversion: '1.0'\nprofile: shop\n";
        this["profiles.yml"] = $$"""
            shop:
              target: dev
              outputs:
                dev: {type: postgres, host: "{{Server.Host}}", port: {{Server.Port}}, user: "{{Server.Username}}", password: "{{Server.Password}}", dbname: {{Database}}, schema: shop, threads: 2}
            """;
        this["models/a.sql"] = "select 1 as id";
        this["models/b.sql"] = "select id from {{ ref('a') }}";
        this["models/schema.yml"] = "models: [{name: a, columns: [{name: id, data_tests: [not_null]}]}]";
    }

    public string Database { get; }

    public NpgsqlConnectionStringBuilder Server { get; }

    public string this[string file]
    {
        get => File.ReadAllText(_folder[file]);
        set
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.WriteAllText(_folder[file], value);
        }
    }

    public bool Has(string file) => File.Exists(_folder[file]);

    public void Remove(string file) => File.Delete(_folder[file]);

    public string[] Arguments(params string[] arguments) => ["models", .. arguments, "--project-dir", _folder.Path];

    public Task<CliResult> RunAsync(params string[] arguments) => Cli.RunAsync(Arguments(arguments));

    public void Dispose() => _folder.Dispose();
}
