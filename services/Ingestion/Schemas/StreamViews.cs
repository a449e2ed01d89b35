using System.Text.Json;
using ControlPlane.Connectors;
using ControlPlane.Ingestion.Batches;
using ControlPlane.Ingestion.Sources;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Warehouses;
using Dapper;

namespace ControlPlane.Ingestion.Schemas;

/// <summary>Publishes the view of a stream's table with its columns, whenever it would not be the one that is there.</summary>
internal sealed partial class StreamViews(
    ServiceState<IngestionModule> state, SchemaStore schemas, SourceCatalog catalog, IWarehouse warehouse, TimeProvider time, ILogger<StreamViews> logger)
{
    /// <summary>Does nothing before the stream has a schema. May be repeated.</summary>
    public async Task PublishAsync(Batch batch, TenantRow tenant, CancellationToken cancellationToken)
    {
        try
        {
            if (await schemas.FindAsync(batch, cancellationToken) is not { Version: > 0 } schema) return;
            var settings = catalog.Settings(tenant.Spec, tenant.Source(batch.Source), batch.Stream);
            var view = new RawView(WarehouseNames.RawTable(batch.Source, batch.Stream), schema.ToRawColumns(), settings.NewestByKey, settings.PrimaryKey, settings.CursorField);
            var definition = JsonSerializer.Serialize(view);
            if (await FindAsync(batch, cancellationToken) == definition) return;
            await warehouse.PublishAsync(batch.Tenant, view, cancellationToken);
            await SaveAsync(batch, definition, cancellationToken);
        }
        catch (Exception exception) when (exception is Fault { Kind: FaultKind.Rejected } or ManifestException)
        {
            // The rows are loaded whatever becomes of the view: a spec or manifest that no longer fits is told by the next sync.
            Log.NotPublished(logger, batch.Tenant.ToString(), batch.Name, exception.Message);
        }
    }

    private async Task<string?> FindAsync(Batch batch, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT definition FROM ingestion.stream_views WHERE tenant = @tenant AND source = @Source AND stream = @Stream",
            new { tenant = batch.Tenant.ToString(), batch.Source, batch.Stream }, cancellationToken: cancellationToken));
    }

    private async Task SaveAsync(Batch batch, string definition, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO ingestion.stream_views (tenant, source, stream, definition, published_at) VALUES (@tenant, @Source, @Stream, @definition, @now)
            ON CONFLICT (tenant, source, stream) DO UPDATE SET definition = EXCLUDED.definition, published_at = EXCLUDED.published_at
            """, new { tenant = batch.Tenant.ToString(), batch.Source, batch.Stream, definition, now = time.GetUtcNow() }, cancellationToken: cancellationToken));
    }

    private static partial class Log
    {
        [LoggerMessage(3030, LogLevel.Warning, "The view of {Stream} of {Tenant} was not published: {Message}")]
        public static partial void NotPublished(ILogger logger, string tenant, string stream, string message);
    }
}
