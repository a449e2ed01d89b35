using System.Text.Json;
using ControlPlane.Ingestion.Batches;
using ControlPlane.Ingestion.RawFiles;
using ControlPlane.Ingestion.Syncs;
using ControlPlane.Ingestion.Validation;
using ControlPlane.Lake;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using Dapper;

namespace ControlPlane.Ingestion.Quarantine;

/// <summary>
/// Lands rejected rows once more, as the lines of raw that they were: same id, same time. Those of one stream make one batch, which
/// is validated like any other.
/// </summary>
internal sealed class ReplaySync(ControlDatabase database, ILake lake, BatchStore batches, BatchLanding landing)
{
    /// <inheritdoc cref="StreamSync.RunAsync"/>
    public async Task RunAsync(Lease lease, SyncJob job, CancellationToken cancellationToken)
    {
        var found = new List<Batch>();
        foreach (var id in await WantedAsync(job, cancellationToken))
            if (await batches.FindAsync(id, cancellationToken) is { } batch) found.Add(batch);
        foreach (var stream in found.GroupBy(batch => batch.Stream, StringComparer.Ordinal)) await RunAsync(lease, job, stream.Key, [.. stream], cancellationToken);
    }

    private async Task RunAsync(Lease lease, SyncJob job, string stream, IReadOnlyList<Batch> rejected, CancellationToken cancellationToken)
    {
        var batch = await landing.OpenAsync(lease, job, stream, cancellationToken);
        if (batch.State != BatchStates.Syncing) return;
        await using var upload = await lake.CreateAsync(batch.Raw, cancellationToken);
        await using var gzip = new GzipWriter(upload.Content);
        var rows = 0L;
        foreach (var one in rejected) rows += await CopyAsync(one, gzip, cancellationToken);
        await gzip.CompleteAsync(cancellationToken);
        var bytes = await upload.SealAsync(cancellationToken);
        var landed = batch with { Read = rows, Landed = rows, State = BatchStates.Landed };
        await landing.LandAsync(lease, landed, upload, bytes, async transaction =>
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
                UPDATE ingestion.replays SET replayed_by = @Id WHERE run = @Run AND batch = ANY(@batches);
                UPDATE ingestion.batches SET raw_bytes = @bytes WHERE batch = @Id;
                """, new { batch.Id, batch.Run, batches = rejected.Select(one => one.Id).ToArray(), bytes }, transaction, cancellationToken: cancellationToken));
            // Rows that had landed and were never loaded are this batch's from now on.
            foreach (var one in rejected.Where(one => one.State != BatchStates.Loaded && one.Landed > 0))
                await batches.WriteAsync(transaction, one with { Rejected = one.Read, Landed = 0 }, null, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>
    /// What the run was started for, without what a full refresh has taken the place of since: the rows would be put on top of newer ones.
    /// No refresh can come in between, as no other sync of the source runs while this one does.
    /// </summary>
    private async Task<IReadOnlyList<Guid>> WantedAsync(SyncJob job, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            """
            SELECT b.batch FROM ingestion.replays p JOIN ingestion.batches b USING (batch) WHERE p.run = @Run AND p.replayed_by IS NULL
            AND NOT EXISTS (SELECT 1 FROM ingestion.batches n WHERE n.tenant = b.tenant AND n.source = b.source AND n.stream = b.stream
                AND n.ordinal > b.ordinal AND n.replaces AND n.state IN ('landed', 'validated', 'loaded'))
            ORDER BY b.ordinal
            """, new { job.Run }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Of a batch that was loaded the rows in its quarantine; of one that was not, all.</summary>
    private async Task<long> CopyAsync(Batch rejected, GzipWriter target, CancellationToken cancellationToken)
    {
        try
        {
            var lines = rejected.State == BatchStates.Loaded ? await QuarantinedLinesAsync(rejected, cancellationToken) : null;
            await using var raw = await lake.OpenReadAsync(rejected.Raw, cancellationToken);
            var rows = await RawLines.CopyAsync(raw, target, number => lines?.Contains(number) ?? true, cancellationToken);
            var expected = lines is null ? rejected.Read : rejected.Rejected;
            return rows == expected ? rows : throw new DamagedObjectException($"Of batch {rejected.Id} {expected} rows were set aside, but {rows} are in {rejected.Raw}.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or InvalidDataException or JsonException)
        {
            throw new DamagedObjectException($"The rejected rows of batch {rejected.Id} cannot be read any more: {exception.Message}", exception);
        }
    }

    private async Task<LineSet> QuarantinedLinesAsync(Batch rejected, CancellationToken cancellationToken)
    {
        var lines = new LineSet();
        await using var quarantine = await lake.OpenReadAsync(rejected.Quarantine, cancellationToken);
        await foreach (var block in LineBlocks.ReadAsync(quarantine, cancellationToken))
        {
            for (var rest = block; rest.Length > 0;)
            {
                var length = rest.Span.IndexOf((byte)'\n') + 1;
                lines.Add(QuarantineWriter.ReadLine(rest.Span[..length]) - 1);
                rest = rest[length..];
            }
        }
        return lines;
    }
}
