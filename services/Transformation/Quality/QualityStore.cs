using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Models.Quality;
using ControlPlane.Models.Quality.History;
using ControlPlane.Models.Quality.Scores;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Transformation.Projects;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Transformation.Quality;

/// <summary>What quality checks found in the runs of tenants, for as long as it is kept.</summary>
public sealed class QualityStore(ServiceState<TransformationModule> state, IOptions<TransformationOptions> options, TimeProvider time)
{
    /// <summary>Of a row <c>q</c>: readers were shown its run, and nobody took that back since.</summary>
    internal const string WasPublished = """
        EXISTS (SELECT FROM transformation.runs r WHERE r.tenant = q.tenant AND r.run = q.run AND r.status = 'succeeded')
        AND NOT EXISTS (SELECT FROM transformation.runs b WHERE b.tenant = q.tenant AND b.takes_back = q.run AND b.status = 'succeeded')
        """;

    /// <summary>For each check the latest values of published runs other than this one, oldest first.</summary>
    internal async Task<IReadOnlyDictionary<CheckKey, IReadOnlyList<QualityRecord>>> HistoryAsync(TenantId tenant, Guid run, IReadOnlyDictionary<CheckKey, int> windows, CancellationToken cancellationToken)
    {
        var keys = windows.Keys.ToList();
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        var rows = await connection.QueryAsync<KnownRow>(new CommandDefinition($"""
            SELECT w.place::int AS Place, h.* FROM unnest(@nodes, @checks, @sizes) WITH ORDINALITY AS w (node, check_name, size, place)
            CROSS JOIN LATERAL (
                SELECT q.measured_at AS At, q.run AS Run, q.kind AS Kind, q.dimension AS Dimension, q.severity AS Severity, q.status AS Status, q.value AS Value, q.failures AS Failures, q.rows AS Rows, q.message AS Message
                FROM transformation.quality_results q
                WHERE q.tenant = @tenant AND q.node = w.node AND q.check_name = w.check_name AND q.value IS NOT NULL AND q.run <> @run AND {WasPublished}
                ORDER BY q.measured_at DESC LIMIT w.size) AS h
            ORDER BY h.At
            """, new
        {
            tenant = tenant.ToString(),
            run,
            nodes = keys.ConvertAll(key => key.UniqueId).ToArray(),
            checks = keys.ConvertAll(key => key.Check).ToArray(),
            sizes = keys.ConvertAll(key => windows[key]).ToArray(),
        }, cancellationToken: cancellationToken));
        return rows.GroupBy(row => keys[row.Place - 1]).ToDictionary(group => group.Key, group => (IReadOnlyList<QualityRecord>)[.. group.Select(row => row.ToRecord(group.Key))]);
    }

    /// <summary>Puts what a run found in the place of what an earlier attempt of it found, and forgets what is too old.</summary>
    internal async Task SaveAsync(
        NpgsqlTransaction transaction, TenantId tenant, Guid run, IReadOnlyList<QualityResult> results, IReadOnlyList<QualityScore> scores, CancellationToken cancellationToken)
    {
        var own = new { tenant = tenant.ToString(), run, oldest = time.GetUtcNow() - options.Value.QualityRetention };
        await ExecuteAsync(transaction, """
            DELETE FROM transformation.quality_results WHERE tenant = @tenant AND (run = @run OR measured_at < @oldest);
            DELETE FROM transformation.quality_scores WHERE tenant = @tenant AND (run = @run OR measured_at < @oldest);
            """, own, cancellationToken);
        await ExecuteAsync(transaction, """
            INSERT INTO transformation.quality_results (tenant, run, node, name, check_name, kind, dimension, severity, status, value, failures, rows, message, measured_at)
            VALUES (@tenant, @run, @node, @name, @check, @kind, @dimension, @severity, @status, @Value, @Failures, @Rows, @Message, @At)
            """, results.Select(result => new
        {
            own.tenant,
            run,
            node = result.Node.UniqueId,
            name = TenantProject.NameOf(result.Node),
            check = result.Check.Name,
            kind = result.Check.Kind,
            dimension = QualityWords.Of(result.Check.Dimension),
            severity = QualityWords.Of(result.Check.Severity),
            status = QualityWords.Of(result.Status),
            result.Outcome.Value,
            result.Outcome.Failures,
            result.Rows,
            result.Outcome.Message,
            result.At,
        }), cancellationToken);
        await ExecuteAsync(transaction, """
            INSERT INTO transformation.quality_scores (tenant, run, node, mart, points, losses, measured_at) VALUES (@tenant, @run, @node, @mart, @points, @losses::jsonb, @now)
            """, scores.Select(score => new
        {
            own.tenant,
            run,
            node = score.Mart.UniqueId,
            mart = score.Mart.SearchName,
            points = score.Points!.Value,
            losses = JsonSerializer.Serialize(score.Losses.Select(QualityLoss.Of), QualityLoss.Json),
            now = time.GetUtcNow(),
        }), cancellationToken);
    }

    private static Task ExecuteAsync(NpgsqlTransaction transaction, string sql, object arguments, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancellationToken));

    private sealed record KnownRow(int Place, DateTime At, Guid Run, string Kind, string Dimension, string Severity, string Status, double? Value, long? Failures, long? Rows, string Message)
    {
        public QualityRecord ToRecord(CheckKey key) => new(
            At, Run, key.UniqueId, key.Relation, key.Check, Kind, QualityWords.Read<QualityDimension>(Dimension), QualityWords.Read<QualitySeverity>(Severity), QualityWords.Read<QualityStatus>(Status),
            Value, Failures, Rows, Message);
    }
}
