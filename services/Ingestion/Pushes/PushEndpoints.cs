using System.IO.Compression;
using ControlPlane.Connectors;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.LandedFiles;
using ControlPlane.Ingestion.Sources;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ControlPlane.Ingestion.Pushes;

internal static class PushEndpoints
{
    private const int LongestKey = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var sources = routes.MapGroup("/v1/tenants/{tenant}/sources/{source}").WithTags("Sources").RequireAuthorization(Policies.Tenant);
        sources.MapPost("/records", PushAsync).WithName("PushRecords").WithSummary("Take records of a push source, one JSON object a line; answered once they are durable");
    }

    private static async Task<Results<Accepted<PushedBatch>, Ok<PushedBatch>, ProblemHttpResult>> PushAsync(
        TenantId tenant, string source, [FromQuery] string? stream, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, HttpRequest request,
        ServiceState<IngestionModule> state, TenantStore tenants, SourceCatalog catalog, PushIntake intake, IOptions<IngestionOptions> options, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(tenant, cancellationToken) is not { } row || !row.Spec.Sources.TryGetValue(source, out var spec)) return Problem.NotFound;
        try
        {
            var name = StreamOf(catalog.Streams(row.Spec, spec), spec, source, stream);
            if (idempotencyKey?.Length is 0 or > LongestKey) throw PushRefusedException.Invalid($"The Idempotency-Key must have 1 to {LongestKey} characters.");
            if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.Value.MaxPushBytes;
            if (idempotencyKey is not null && await FindAsync(state, tenant, source, idempotencyKey, cancellationToken) is { } kept)
            {
                return await UnpackedAsync(request, body => intake.IsAgainAsync(kept, name, body, cancellationToken)) ? TypedResults.Ok(kept.Batch) : throw PushRefusedException.KeyReused(idempotencyKey);
            }
            return await UnpackedAsync(request, body => intake.TakeAsync(tenant, source, name, idempotencyKey, body, cancellationToken)) switch
            {
                null => Problem.NotFound,
                { IsNew: false } faster => TypedResults.Ok(faster.Batch),
                var (batch, _) => TypedResults.Accepted($"/v1/runs/{batch.Run}", batch),
            };
        }
        catch (PushRefusedException refused)
        {
            return Problem.Of(refused.Status, refused.Name, "The records were not taken", refused.Message);
        }
        catch (Exception exception) when (exception is Fault { Kind: FaultKind.Rejected } or ManifestException)
        {
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid-push", "The records were not taken", $"Source '{source}' is not declared well: {exception.Message}");
        }
        catch (BadHttpRequestException refused)
        {
            var told = refused.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? PushRefusedException.TooLarge(options.Value.MaxPushBytes)
                : new PushRefusedException(refused.StatusCode, "body-cut-off", $"The body did not come to its end: {refused.Message} Nothing of it was taken; send it again.");
            return Problem.Of(told.Status, told.Name, "The records were not taken", told.Message);
        }
    }

    private static string StreamOf(IReadOnlyList<string> streams, SourceSpec spec, string source, string? stream)
    {
        if (spec.Connector != SourceSpec.Push) throw PushRefusedException.Invalid($"Source '{source}' is read by its connector '{spec.Connector}'; only a source of connector {SourceSpec.Push} takes records.");
        if (stream is null && streams.Count == 1) return streams[0];
        return stream is not null && streams.Contains(stream)
            ? stream
            : throw PushRefusedException.Invalid($"{(stream is null ? "Name a stream" : $"Source '{source}' has no stream '{stream}'")}: ?stream= with one of {string.Join(", ", streams)}.");
    }

    private static async Task<KeptPush?> FindAsync(ServiceState<IngestionModule> state, TenantId tenant, string source, string key, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        return await PushIntake.FindAsync(connection, tenant, source, key, cancellationToken);
    }

    private static async Task<T> UnpackedAsync<T>(HttpRequest request, Func<Stream, Task<T>> use)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is "" or "identity") return await use(request.Body);
        if (!encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase)) throw PushRefusedException.Invalid($"Content-Encoding '{encoding}' cannot be read: use gzip or none.");
        // Unpacked on a thread of its own, which reads the body as it comes.
        request.HttpContext.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        await using var unpacked = new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true);
        await using var ahead = new ReadAhead(unpacked);
        try
        {
            return await use(ahead.Stream);
        }
        catch (InvalidDataException)
        {
            throw PushRefusedException.Invalid("The gzip data is damaged or ends too early; nothing of the body was taken.");
        }
    }
}
