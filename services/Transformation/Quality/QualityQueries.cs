using System.Text.Json;
using ControlPlane.Contracts;
using Dapper;
using Npgsql;

namespace ControlPlane.Transformation.Quality;

/// <summary>What the API shows of quality, as far as the caller may see.</summary>
internal static class QualityQueries
{
    public static async Task<QualityView> NewestAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        // The newest run that readers see, and the newest of all.
        var runs = (await connection.QueryAsync<(Guid Run, DateTime At, bool Published)>(new CommandDefinition($"""
            WITH checked AS (
                SELECT q.run, q.tenant, max(q.measured_at) AS at FROM (
                    SELECT tenant, run, measured_at FROM transformation.quality_scores WHERE tenant = @tenant
                    UNION ALL SELECT tenant, run, measured_at FROM transformation.quality_results WHERE tenant = @tenant) AS q
                GROUP BY q.tenant, q.run)
            SELECT DISTINCT ON (published) run, at, ({QualityStore.WasPublished}) AS published FROM checked AS q ORDER BY published, at DESC
            """, new { tenant = tenant.ToString() }, cancellationToken: cancellationToken))).ToList();
        var published = runs.Where(run => run.Published).Select(run => ((Guid Run, DateTime At)?)(run.Run, run.At)).FirstOrDefault();
        var refused = runs.Where(run => !run.Published && (published is null || run.At > published.Value.At)).Select(run => ((Guid Run, DateTime At)?)(run.Run, run.At)).FirstOrDefault();
        var scores = published is null ? [] : await ScoresAsync(connection, tenant, [published.Value.Run], null, cancellationToken);
        var checks = await ChecksAsync(connection, tenant, [.. new[] { published?.Run, refused?.Run }.OfType<Guid>()], null, cancellationToken);
        var marts = scores.Select(score => score.Node).ToHashSet(StringComparer.Ordinal);
        return new(
            published?.Run, published?.At,
            [.. scores.Select(score => new MartQualityView(score.Mart, score.Points, score.ReadLosses(), Of(checks, score.Run, score.Node)))],
            [.. checks.Where(check => check.Run == published?.Run && !marts.Contains(check.UniqueId)).Select(check => check.ToView())],
            refused is var (run, at) ? new(run, at, [.. checks.Where(check => check.Run == run && check.IsFailure).Select(check => check.ToView())]) : null);
    }

    /// <summary>Null where nothing is known of the mart.</summary>
    public static async Task<MartHistory?> HistoryAsync(NpgsqlConnection connection, TenantId tenant, string mart, HistoryPage page, CancellationToken cancellationToken)
    {
        var items = (await connection.QueryAsync<ScoreRow>(new CommandDefinition($"""
            SELECT q.run AS Run, q.node AS Node, q.mart AS Mart, q.points AS Points, q.losses::text AS Losses, q.measured_at AS At, ({QualityStore.WasPublished}) AS Published
            FROM transformation.quality_scores q
            WHERE q.tenant = @tenant AND q.mart = @mart AND (@From::timestamptz IS NULL OR q.measured_at >= @From) AND (@To::timestamptz IS NULL OR q.measured_at < @To) AND (@Cursor::uuid IS NULL OR q.run < @Cursor)
            ORDER BY q.run DESC LIMIT @Limit + 1
            """, new { tenant = tenant.ToString(), mart, From = page.From?.ToUniversalTime(), To = page.To?.ToUniversalTime(), page.Cursor, page.Limit }, cancellationToken: cancellationToken))).ToList();
        if (items.Count == 0 && !await IsKnownAsync(connection, tenant, mart, cancellationToken)) return null;
        var shown = items.Take(page.Limit).ToList();
        var checks = shown.Count == 0 ? [] : await ChecksAsync(connection, tenant, [.. shown.Select(item => item.Run)], shown[0].Node, cancellationToken);
        return new(mart, [.. shown.Select(item => new MartHistoryItem(item.Run, item.At, item.Published, item.Points, item.ReadLosses(), Of(checks, item.Run, item.Node)))], items.Count > page.Limit ? shown[^1].Run : null);
    }

    private static Task<bool> IsKnownAsync(NpgsqlConnection connection, TenantId tenant, string mart, CancellationToken cancellationToken) => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
        "SELECT EXISTS (SELECT FROM transformation.quality_scores WHERE tenant = @tenant AND mart = @mart)", new { tenant = tenant.ToString(), mart }, cancellationToken: cancellationToken));

    private static async Task<List<ScoreRow>> ScoresAsync(NpgsqlConnection connection, TenantId tenant, Guid[] runs, string? mart, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<ScoreRow>(new CommandDefinition("""
            SELECT run AS Run, node AS Node, mart AS Mart, points AS Points, losses::text AS Losses, measured_at AS At, true AS Published
            FROM transformation.quality_scores WHERE tenant = @tenant AND run = ANY (@runs) AND (@mart::text IS NULL OR mart = @mart) ORDER BY mart, node
            """, new { tenant = tenant.ToString(), runs, mart }, cancellationToken: cancellationToken))).AsList();

    private static async Task<List<CheckRow>> ChecksAsync(NpgsqlConnection connection, TenantId tenant, Guid[] runs, string? node, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<CheckRow>(new CommandDefinition("""
            SELECT run AS Run, node AS UniqueId, name AS Name, check_name AS "Check", kind AS Kind, dimension AS Dimension, severity AS Severity, status AS Status, value AS Value, failures AS Failures, rows AS Rows, message AS Message
            FROM transformation.quality_results WHERE tenant = @tenant AND run = ANY (@runs) AND (@node::text IS NULL OR node = @node) ORDER BY name, node, check_name
            """, new { tenant = tenant.ToString(), runs, node }, cancellationToken: cancellationToken))).AsList();

    private static IReadOnlyList<CheckView> Of(List<CheckRow> checks, Guid run, string node) => [.. checks.Where(check => check.Run == run && check.UniqueId == node).Select(check => check.ToView())];

    private sealed record ScoreRow(Guid Run, string Node, string Mart, double Points, string Losses, DateTime At, bool Published)
    {
        public IReadOnlyList<QualityLoss> ReadLosses() => JsonSerializer.Deserialize<IReadOnlyList<QualityLoss>>(Losses, QualityLoss.Json)!;
    }

    private sealed record CheckRow(Guid Run, string UniqueId, string Name, string Check, string Kind, string Dimension, string Severity, string Status, double? Value, long? Failures, long? Rows, string Message)
    {
        public bool IsFailure => Severity == "error" && Status is "fail" or "error";

        public CheckView ToView() => new(Name, Check, Kind, Dimension, Severity, Status, Value, Failures, Rows, Message);
    }
}
