using ControlPlane.Connectors;
using ControlPlane.Contracts;
using ControlPlane.Ingestion.Sources;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Backfills;

/// <summary>Finds what of a range is not there yet, cuts it into slices and prices them.</summary>
internal sealed class BackfillPlanner(SourceCatalog catalog, ISecretStore secrets)
{
    /// <exception cref="Fault">The source or the stream cannot be backfilled; the message says why and what to do.</exception>
    public async Task<BackfillPlan> PlanAsync(
        NpgsqlConnection connection, TenantRow tenant, string source, string? wanted, TimeRange range, TimeSpan step, bool force, CancellationToken cancellationToken)
    {
        var (stream, coverage) = await StreamAsync(connection, tenant, source, wanted, cancellationToken);
        var gaps = force ? [range] : range.Without([.. coverage, .. await BackfilledAsync(connection, tenant.Tenant, source, stream, cancellationToken)]);
        IReadOnlyList<TimeRange> slices = [.. gaps.SelectMany(gap => gap.Cut(step))];
        var estimate = await EstimateAsync(connection, tenant.Tenant, source, stream, slices, cancellationToken);
        return new BackfillPlan(stream, gaps, slices, estimate, BackfillPlan.HashOf(tenant.Tenant.ToString(), source, stream, slices));
    }

    private async Task<(string Stream, IReadOnlyList<TimeRange> Covered)> StreamAsync(
        NpgsqlConnection connection, TenantRow tenant, string source, string? wanted, CancellationToken cancellationToken)
    {
        var spec = tenant.Source(source);
        var streams = catalog.Streams(tenant.Spec, spec);
        var stream = wanted ?? (streams.Count == 1 ? streams[0] : throw Refused($"Source '{source}' has several streams; name one of: {string.Join(", ", streams)}."));
        if (!streams.Contains(stream)) throw Refused($"Source '{source}' has no stream '{stream}'; it has: {string.Join(", ", streams)}.");
        var reader = catalog.Reader(tenant.Spec, spec, stream) ?? throw Refused($"Source '{source}' does not read by time: drop the files, or push the records, again instead.");
        if (catalog.Settings(tenant.Spec, spec, stream).Replaces) throw Refused($"Stream '{stream}' is replaced whole by every sync: start a sync instead.");
        var config = await SourceConfig.ResolveAsync(secrets, tenant.Tenant, spec, cancellationToken);
        // What lies behind the cursor was read, and what lies before it is for the syncs.
        var from = await connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition("""
            SELECT c.from_at FROM ingestion.stream_state s JOIN ingestion.stream_coverage c USING (tenant, source, stream)
            WHERE tenant = @tenant AND source = @source AND stream = @stream AND s.state IS NOT NULL
            """, new { tenant = tenant.Tenant.ToString(), source, stream }, cancellationToken: cancellationToken));
        try
        {
            if (reader.Start(config.Values) is null) throw Refused($"Stream '{stream}' has no cursor by time (DatetimeBasedCursor), so that no range of it can be asked for: start a sync instead.");
            return (stream, from is { } start ? [new TimeRange(start, DateTimeOffset.MaxValue)] : []);
        }
        catch (ConnectorException exception)
        {
            throw Refused(config.Redactor.Redact(exception.Message));
        }
    }

    /// <summary>What earlier backfills have read, and what those under way are going to.</summary>
    private static async Task<IEnumerable<TimeRange>> BackfilledAsync(NpgsqlConnection connection, TenantId tenant, string source, string stream, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<(DateTime From, DateTime To)>(new CommandDefinition("""
            SELECT s.from_at, s.to_at FROM ingestion.backfill_slices s JOIN ingestion.backfills b USING (backfill)
            WHERE b.tenant = @tenant AND b.source = @source AND b.stream = @stream AND (s.state = 'succeeded' OR (b.state IN ('running', 'paused') AND s.state IN ('waiting', 'running')))
            """, new { tenant = tenant.ToString(), source, stream }, cancellationToken: cancellationToken))).Select(row => new TimeRange(row.From, row.To));

    private static async Task<CallEstimate> EstimateAsync(
        NpgsqlConnection connection, TenantId tenant, string source, string stream, IReadOnlyList<TimeRange> slices, CancellationToken cancellationToken)
    {
        var arguments = new { tenant = tenant.ToString(), source, stream };
        var read = await connection.QueryAsync<(TimeSpan Length, int Calls)>(new CommandDefinition("""
            SELECT s.to_at - s.from_at, b.requests FROM ingestion.batches b JOIN ingestion.backfill_slices s USING (run)
            WHERE b.tenant = @tenant AND b.source = @source AND b.stream = @stream AND b.requests IS NOT NULL ORDER BY b.batch DESC LIMIT 100
            """, arguments, cancellationToken: cancellationToken));
        var most = await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
            "SELECT max(requests) FROM ingestion.batches WHERE tenant = @tenant AND source = @source AND stream = @stream", arguments, cancellationToken: cancellationToken));
        return CallEstimate.For(slices, read.AsList(), most);
    }

    private static Fault Refused(string message) => new(FaultKind.Rejected, "NotBackfillable", message);
}
