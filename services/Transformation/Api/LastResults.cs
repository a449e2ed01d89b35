using ControlPlane.Contracts;
using Dapper;
using Npgsql;

namespace ControlPlane.Transformation.Api;

/// <summary>What became of nodes in past runs, as far as the caller may see.</summary>
internal static class LastResults
{
    private const string Columns = "node, run, status, rows, failures, elapsed_ms AS ElapsedMs, error, recorded_at AS At";

    public static async Task<IReadOnlyDictionary<string, LastView>> NewestAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT DISTINCT ON (node) {Columns} FROM transformation.nodes WHERE tenant = @tenant ORDER BY node, recorded_at DESC", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken)))
        .ToDictionary(row => row.Node, row => row.ToView(), StringComparer.Ordinal);

    public static async Task<IReadOnlyList<LastView>> HistoryAsync(NpgsqlConnection connection, TenantId tenant, string node, CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM transformation.nodes WHERE tenant = @tenant AND node = @node ORDER BY recorded_at DESC LIMIT 20", new { tenant = tenant.ToString(), node }, cancellationToken: cancellationToken)))
        .Select(row => row.ToView())];

    private sealed record Row(string Node, Guid Run, string Status, long? Rows, long? Failures, long ElapsedMs, string? Error, DateTime At)
    {
        public LastView ToView() => new(Run, Status, Rows, Failures, ElapsedMs, Error, At);
    }
}
