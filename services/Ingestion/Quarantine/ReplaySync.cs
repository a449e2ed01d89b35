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
        await landing.LandAsync(lease, landed, upload, bytes, transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            UPDATE ingestion.replays SET replayed_by = @Id WHERE run = @Run AND batch = ANY(@batches);
            UPDATE ingestion.batches SET raw_bytes = @bytes WHERE batch = @Id;
            """, new { batch.Id, batch.Run, batches = rejected.Select(one => one.Id).ToArray(), bytes }, transaction, cancellationToken: cancellationToken)), cancellationToken);
    }

    private async Task<IReadOnlyList<Guid>> WantedAsync(SyncJob job, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            "SELECT batch FROM ingestion.replays WHERE run = @Run AND replayed_by IS NULL ORDER BY batch", new { job.Run }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Of a batch that was loaded the rows in its quarantine; of one that was not, all.</summary>
    private async Task<long> CopyAsync(Batch rejected, GzipWriter target, CancellationToken cancellationToken)
    {
        try
        {
            var lines = rejected.State == BatchStates.Loaded ? await QuarantinedLinesAsync(rejected, cancellationToken) : null;
            await using var raw = await lake.OpenReadAsync(rejected.Raw, cancellationToken);
            var rows = await RawLines.CopyAsync(raw, target, number => lines?.Contains(number) ?? true, cancellationToken);
            return rows == rejected.Rejected ? rows : throw new DamagedObjectException($"Of batch {rejected.Id} {rejected.Rejected} rows were set aside, but {rows} are in {rejected.Raw}.");
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
