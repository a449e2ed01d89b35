using System.Runtime.CompilerServices;
using ControlPlane.Contracts;
using ControlPlane.Ingestion.RawFiles;
using ControlPlane.Ingestion.Schemas;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.Lake;
using ControlPlane.Reconciliation.Work;
using ControlPlane.Warehouses;

namespace ControlPlane.Ingestion.Batches;

/// <summary>bronze -> RAW, exactly once: the warehouse records the batch with its rows, so that a repeated load finds it there.</summary>
internal sealed class BatchLoad(ILake lake, BatchStore batches, IWarehouse warehouse, StreamViews views)
{
    /// <exception cref="DamagedObjectException">What lies in bronze is not what validation had put there.</exception>
    public async Task RunAsync(Lease lease, Batch batch, TenantRow tenant, CancellationToken cancellationToken)
    {
        // A batch that replaces what is there does so also when it has no rows.
        var loaded = batch.Landed == 0 && !batch.Replaces ? 0 : await LoadAsync(batch, cancellationToken);
        await views.PublishAsync(batch, tenant, cancellationToken);
        var stage = new BatchStage(Stages.Load, StageStatus.Succeeded, batch.Landed, loaded);
        await batches.ChangeAsync(lease, batch with { State = BatchStates.Loaded, Loaded = loaded }, stage, cancellationToken);
    }

    private async Task<long> LoadAsync(Batch batch, CancellationToken cancellationToken)
    {
        await using var session = await warehouse.OpenAsync(batch.Tenant, WarehouseRole.Loader, cancellationToken);
        var raw = new RawBatch(batch.Id, batch.Run, WarehouseNames.RawTable(batch.Source, batch.Stream), batch.Landed, batch.Replaces);
        var result = await session.LoadAsync(new QueryTag(batch.Tenant, "load", batch.Run), raw, RowsAsync(batch, cancellationToken), cancellationToken);
        return result.Rows;
    }

    private async IAsyncEnumerable<RawRow> RowsAsync(Batch batch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (batch.Landed == 0) yield break;
        var format = new RawLine(batch.Tenant);
        await using var bronze = await OpenAsync(batch, cancellationToken);
        await foreach (var block in LineBlocks.ReadAsync(bronze, cancellationToken))
        {
            var rest = block;
            while (rest.Length > 0)
            {
                var length = rest.Span.IndexOf((byte)'\n');
                if (!format.TryRead(rest.Span[..length], out _) || !RawLine.TryReadHead(rest.Span, out var id, out var time))
                    throw new InvalidDataException($"{batch.Bronze} holds a line that is not one of ours.");
                yield return new RawRow(id, time, rest[format.PrefixLength..(length - 1)]);
                rest = rest[(length + 1)..];
            }
        }
    }

    private async Task<Stream> OpenAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            return await lake.OpenReadAsync(batch.Bronze, cancellationToken);
        }
        catch (FileNotFoundException exception)
        {
            throw new InvalidDataException($"There is no {batch.Bronze}.", exception);
        }
    }
}
