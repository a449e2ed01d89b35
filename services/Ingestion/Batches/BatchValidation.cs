using ControlPlane.Contracts;
using ControlPlane.Ingestion.RawFiles;
using ControlPlane.Ingestion.Runs;
using ControlPlane.Ingestion.Schemas;
using ControlPlane.Ingestion.Sources;
using ControlPlane.Ingestion.Syncs;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.Ingestion.Validation;
using ControlPlane.Lake;
using ControlPlane.Reconciliation.Work;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Ingestion.Batches;

/// <summary>raw -> bronze: looks at every row, sets bad ones aside, refuses the batch when there are too many of them or its schema may not change.</summary>
internal sealed class BatchValidation(ILake lake, BatchStore batches, StreamCursor cursor, SchemaStore schemas, SourceCatalog catalog, IOptions<IngestionOptions> options)
{
    /// <summary>Returns the batch as it is afterwards: validated or refused.</summary>
    /// <exception cref="DamagedObjectException">What lies in raw is not what the sync had landed.</exception>
    public async Task<Batch> RunAsync(Lease lease, Batch batch, TenantRow tenant, CancellationToken cancellationToken)
    {
        var source = tenant.Source(batch.Source);
        if (batch.Landed == 0)
        {
            var empty = batch with { State = BatchStates.Validated };
            await batches.ChangeAsync(lease, empty, new BatchStage(Stages.Validate, StageStatus.Succeeded), cancellationToken);
            return empty;
        }
        await CheckMarkerAsync(batch, cancellationToken);
        var settings = catalog.Settings(tenant.Spec, source, batch.Stream);
        var watch = new SchemaWatch(await schemas.FindAsync(batch, cancellationToken), catalog.Columns(tenant.Spec, source, batch.Stream), settings.SchemaChanges, options.Value.MaxColumns);
        LakeUpload? quarantine = null;
        QuarantineWriter? writer = null;
        try
        {
            var check = new RowCheck(catalog.Contract(tenant.Spec, source, batch.Stream), options.Value.MaxRowBytes, watch);
            var scan = new BatchScan(new RawLine(batch.Tenant), check, async () =>
            {
                quarantine = await lake.CreateAsync(batch.Quarantine, cancellationToken);
                return writer = new QuarantineWriter(quarantine.Content);
            });
            await ScanAsync(scan, batch, cancellationToken);
            if (quarantine is not null) await quarantine.SealAsync(cancellationToken);
            return (watch.Refusal ?? TooManyRejections(batch, scan.Rejections, source.MaxRejectedShare)) is { } why
                ? await RefuseAsync(lease, batch, quarantine, scan.Rejections, why, cancellationToken)
                : await AcceptAsync(lease, batch, quarantine, scan, watch, cancellationToken);
        }
        finally
        {
            if (writer is not null) await writer.DisposeAsync();
            if (quarantine is not null) await quarantine.DisposeAsync();
        }
    }

    /// <summary>Null when so many may be bad. Rows that are tried again were bad before: any that passes now is welcome.</summary>
    private static string? TooManyRejections(Batch batch, RejectionSummary reasons, double limit) =>
        batch.Trigger == RunTriggers.Replay || (double)reasons.Total / batch.Read <= limit ? null : FormattableString.Invariant(
            $"{reasons.Total} of {batch.Read} rows are bad, more than the {limit:P2} that the source allows; nothing was loaded. Most frequent: {reasons.Top()}. The rows are in {batch.Quarantine}.");

    private async Task CheckMarkerAsync(Batch batch, CancellationToken cancellationToken)
    {
        var entry = await CompletenessMarker.FindAsync(lake, batch.Marker(batch.Raw), batch.Run, cancellationToken)
            // Where earlier versions listed pushes.
            ?? (batch.HasOwnMarker ? await CompletenessMarker.FindAsync(lake, batch.Raw.SuccessMarker(), batch.Run, cancellationToken) : null)
            ?? throw new DamagedObjectException($"{batch.Marker(batch.Raw)} does not list run {batch.Run}.");
        if (entry.Rows != batch.Read) throw new DamagedObjectException($"{batch.Marker(batch.Raw)} speaks of {entry.Rows} rows, but the sync landed {batch.Read}.");
    }

    private async Task ScanAsync(BatchScan scan, Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            await using var raw = await lake.OpenReadAsync(batch.Raw, cancellationToken);
            await scan.RunAsync(raw, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or FileNotFoundException)
        {
            throw new DamagedObjectException($"{batch.Raw} is damaged or cut off: {exception.Message}", exception);
        }
        if (scan.Rows != batch.Read) throw new DamagedObjectException($"{batch.Raw} has {scan.Rows} rows, but the sync landed {batch.Read}.");
    }

    private async Task<Batch> AcceptAsync(Lease lease, Batch batch, LakeUpload? quarantine, BatchScan scan, SchemaWatch watch, CancellationToken cancellationToken)
    {
        var rejected = scan.Rejections.Total;
        var good = batch.Read - rejected;
        var validated = batch with { State = BatchStates.Validated, Rejected = rejected, Landed = good, DiscardedValues = watch.DiscardedValues };
        var stage = new BatchStage(Stages.Validate, StageStatus.Succeeded, batch.Read, good, rejected);
        await using var bronze = good == 0 ? null : await CreateBronzeAsync(batch, scan, watch, cancellationToken);
        var bytes = bronze is null ? 0 : await bronze.SealAsync(cancellationToken);
        await batches.ChangeAsync(lease, validated, stage, cancellationToken, async transaction =>
        {
            if (watch.Learned is var schema && schema.Version > watch.Known.Version) await schemas.AddAsync(transaction, batch, schema, watch.Changes, cancellationToken);
            await SetAsideAsync(transaction, batch, quarantine, scan.Rejections, cancellationToken);
            if (bronze is null) return;
            if (!batch.HasOwnMarker) await FolderLock.TakeAsync(transaction, batch.Bronze, cancellationToken);
            await bronze.CommitAsync(cancellationToken);
            await CompletenessMarker.AddAsync(lake, batch.Marker(batch.Bronze), new CompletenessEntry(batch.Run, batch.ObjectName, good, bytes), cancellationToken);
        });
        return validated;
    }

    private async Task<LakeUpload> CreateBronzeAsync(Batch batch, BatchScan scan, SchemaWatch watch, CancellationToken cancellationToken)
    {
        if (scan.Rejections.Total == 0 && scan.TrimmedLines.IsEmpty) return await lake.CreateCopyAsync(batch.Raw, batch.Bronze, cancellationToken);
        var bronze = await lake.CreateAsync(batch.Bronze, cancellationToken);
        try
        {
            await using var raw = await lake.OpenReadAsync(batch.Raw, cancellationToken);
            await new BatchRewrite(new RawLine(batch.Tenant), scan.RejectedLines, scan.TrimmedLines, watch).RunAsync(raw, bronze.Content, cancellationToken);
            return bronze;
        }
        catch
        {
            await bronze.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// A refused batch counts as rejected whole, and its rows are read again by the next sync, once the source or the limit was put
    /// right; rows that no cursor stands for can be replayed. When a later batch has moved the cursor on, its good rows stay landed and not
    /// loaded, which the ledger shows as the imbalance that it is, until the batch is replayed.
    /// </summary>
    private async Task<Batch> RefuseAsync(Lease lease, Batch batch, LakeUpload? quarantine, RejectionSummary reasons, string why, CancellationToken cancellationToken)
    {
        var refused = batch with { State = BatchStates.Refused, Rejected = reasons.Total, Landed = batch.Read - reasons.Total };
        var again = batch with { State = BatchStates.Refused, Rejected = batch.Read, Landed = 0 };
        var stage = new BatchStage(Stages.Validate, StageStatus.Failed, batch.Read, 0, reasons.Total, why);
        await batches.GuardedAsync(lease, async transaction =>
        {
            if (batch.HasNoCursor || await cursor.RestoreAsync(transaction, batch, cancellationToken)) refused = again;
            await batches.WriteAsync(transaction, refused, stage, cancellationToken);
            await SetAsideAsync(transaction, batch, quarantine, reasons, cancellationToken);
        }, cancellationToken);
        return refused;
    }

    private static async Task SetAsideAsync(NpgsqlTransaction transaction, Batch batch, LakeUpload? quarantine, RejectionSummary reasons, CancellationToken cancellationToken)
    {
        if (quarantine is null) return;
        await quarantine.CommitAsync(cancellationToken);
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "DELETE FROM ingestion.rejections WHERE batch = @Id", new { batch.Id }, transaction, cancellationToken: cancellationToken));
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO ingestion.rejections (batch, tenant, reason, rows) SELECT @Id, @tenant, reason, rows FROM unnest(@reasons, @counts) AS r (reason, rows)
            """,
            new { batch.Id, tenant = batch.Tenant.ToString(), reasons = reasons.Counts.Keys.ToArray(), counts = reasons.Counts.Values.ToArray() },
            transaction, cancellationToken: cancellationToken));
    }
}
