using System.Text.Json.Nodes;
using ControlPlane.Connectors;
using ControlPlane.Ingestion.Backfills;
using ControlPlane.Ingestion.Batches;
using ControlPlane.Ingestion.RawFiles;
using ControlPlane.Ingestion.Sources;
using ControlPlane.Lake;
using ControlPlane.Reconciliation.Work;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>Reads one stream into one raw object; the cursor moves as the object becomes visible.</summary>
internal sealed class StreamSync(ILake lake, BatchLanding landing, StreamCursor cursor, TimeProvider time)
{
    /// <exception cref="RunEndedException">The run was cancelled meanwhile.</exception>
    public async Task RunAsync(Lease lease, SyncJob job, string name, SyncSettings settings, ISourceStream stream, JsonObject config, CancellationToken cancellationToken)
    {
        var batch = await landing.OpenAsync(lease, job, name, cancellationToken);
        // An earlier attempt of this sync had come further than this stream.
        if (batch.State != BatchStates.Syncing) return;
        var before = await cursor.GetAsync(batch, cancellationToken);
        await using var upload = await lake.CreateAsync(batch.Raw, cancellationToken);
        await using var writer = new RawWriter(job.Tenant, upload.Content, time);
        var boundary = settings.BoundaryField is { } field ? new BoundarySink(field, settings.ReadsOn ? before.Boundary : null, writer) : null;
        var read = await stream.ReadAsync(config, settings.ReadsOn ? (JsonObject?)before.State?.DeepClone() : null, (IRecordSink?)boundary ?? writer, cancellationToken);
        await writer.CompleteAsync(cancellationToken);
        var bytes = await upload.SealAsync(cancellationToken);
        // A source that says that nothing has changed has nothing to put in place of what is there.
        var landed = batch with { Read = writer.Rows, Landed = writer.Rows, State = BatchStates.Landed, Replaces = settings.Replaces && !read.NotModified };
        var after = new StreamPosition(read.State, boundary?.Next());
        var ledger = new ReadCalls(read.Requests, settings.IsBackfill || before.State is not null ? null : stream.Start(config));
        await landing.LandAsync(lease, landed, upload, bytes, async transaction =>
        {
            if (!settings.IsBackfill) await cursor.MoveAsync(transaction, landed, before, after, bytes, cancellationToken);
            await CallLedger.AddAsync(transaction, landed, bytes, ledger, cancellationToken);
        }, cancellationToken);
    }
}
