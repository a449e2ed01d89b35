using ControlPlane.Models.Tests.Adapters.Engines;
using ControlPlane.Testing;
using Npgsql;

namespace ControlPlane.Models.Tests.Compatibility;

/// <summary>A project built once for all tests of a class, when the first asks for it.</summary>
public abstract class ComparedEngine : IDisposable
{
    private readonly DuckDbEngine _files = new();
    private readonly Lazy<ComparedProject> _built;

    /// <param name="fixture">Null for DuckDB.</param>
    protected ComparedEngine(string project, PostgresFixture? fixture, params string[] seeds)
    {
        Engine = fixture is null ? "duckdb" : "postgres";
        _built = new(() => Build(project, fixture, seeds));
    }

    public string Engine { get; }

    public string Runs => Engine == "postgres" ? "runs.txt" : $"runs.{Engine}.txt";

    internal ComparedProject Project => _built.Value;

    public void Dispose()
    {
        if (_built.IsValueCreated) _built.Value.Dispose();
        _files.Dispose();
        GC.SuppressFinalize(this);
    }

    private ComparedProject Build(string project, PostgresFixture? fixture, string[] seeds)
    {
        var found = seeds.Select(SharedData.Find).ToList();
        if (!SharedData.IsRequired) Assert.SkipWhen(found.Contains(null), "the shared data is not here");
        return new ComparedProject(project, fixture is null ? _files.NewTarget($"compat_{project}", schema: "shop") : Postgres(fixture, $"compat_{project}"), Runs, found.Select(seed => seed!));
    }

    private static string Postgres(PostgresFixture fixture, string database)
    {
        var superuser = new NpgsqlConnectionStringBuilder(fixture.Server.SuperuserConnectionString);
        using var administrator = fixture.OpenAsSuperuser("postgres");
        using var create = administrator.CreateCommand($"CREATE DATABASE {database}");
        create.ExecuteNonQuery();
        return $"{{type: postgres, host: {superuser.Host}, port: {superuser.Port}, user: {superuser.Username}, password: '{superuser.Password}', dbname: {database}, schema: shop, threads: 4}}";
    }
}
