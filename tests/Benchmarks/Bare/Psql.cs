using Npgsql;

namespace ControlPlane.Benchmarks.Bare;

/// <summary>PostgreSQL's own client, found in PATH.</summary>
internal sealed class Psql(string connectionString)
{
    /// <param name="arguments">As <c>psql</c> takes them.</param>
    public Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var environment = new Dictionary<string, string>
        {
            ["PGHOST"] = settings.Host!, ["PGPORT"] = $"{settings.Port}", ["PGUSER"] = settings.Username!, ["PGPASSWORD"] = settings.Password!, ["PGDATABASE"] = settings.Database!,
        };
        return Tool.RunAsync(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", .. arguments], cancellationToken, environment);
    }
}
