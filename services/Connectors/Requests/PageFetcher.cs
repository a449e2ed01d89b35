using System.Text.Json.Nodes;
using ControlPlane.Connectors.Decoders;
using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests;

/// <summary>Gets one page: its records go through the pipeline while it arrives.</summary>
internal sealed class PageFetcher(HttpRequester requester, ReadContext context, PageNeeds needs, BodyReading bodies)
{
    private const int ExcerptLength = 160;
    private readonly RequestAttempts _attempts = new(requester.ErrorHandler, requester.Authenticator, context);

    /// <exception cref="ConnectorException">The page could not be had.</exception>
    public async Task<Page> FetchAsync(RequestDraft draft, RecordPipeline pipeline, Scope scope, string? etag, CancellationToken cancellationToken)
    {
        pipeline.Delivery.BeginPage();
        var answer = await _attempts.SendAsync(draft, scope, new Body(requester, context, needs, bodies, pipeline), etag, requester.UsesCache, cancellationToken);
        if (answer.NotModified) return new Page { NotModified = true };
        switch (answer.Action)
        {
            case ResponseAction.ResetPagination:
                pipeline.BeginAttempt();
                return new Page { ResetsPagination = true };
            case ResponseAction.Ignore:
                pipeline.BeginAttempt();
                return new Page { Ends = true };
            default:
                await pipeline.CompletePageAsync(cancellationToken);
                return answer.Value!;
        }
    }

    /// <summary>Takes a page that is here already, as text.</summary>
    public async Task<Page> TakeAsync(string json, RecordPipeline pipeline, CancellationToken cancellationToken)
    {
        pipeline.Delivery.BeginPage();
        pipeline.BeginAttempt();
        var capture = needs.Response ? new ResponseCapture(needs.Records, context.Limits.MaxResponseBytes) : null;
        var body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        var response = await bodies.ReadAsync(body, new PageReader(context.Limits, pipeline.Delivery), pipeline, capture, charset: null, cancellationToken);
        await pipeline.CompletePageAsync(cancellationToken);
        return new Page
        {
            Extracted = pipeline.Extracted,
            ReachedKnownRecords = pipeline.ReachedKnownRecords,
            Response = response,
            LastRecord = pipeline.LastRecord,
        };
    }

    private sealed class Body(HttpRequester requester, ReadContext context, PageNeeds needs, BodyReading bodies, RecordPipeline pipeline) : IResponseReader<Page>
    {
        public void BeginAttempt() => pipeline.BeginAttempt();

        public async Task<ReadBody<Page>> ReadAsync(HttpResponseMessage response, byte[]? kept, CancellationToken cancellationToken)
        {
            var (json, read) = await ReadBodyAsync(response, kept, cancellationToken);
            var view = needs.Headers || requester.ErrorHandler.ExaminesSuccesses ? ResponseView.Of(response, null) with { Json = json } : null;
            var page = new Page
            {
                Extracted = pipeline.Extracted,
                ReachedKnownRecords = pipeline.ReachedKnownRecords,
                Response = json,
                LastRecord = pipeline.LastRecord,
                Headers = needs.Headers ? view!.Headers : null,
                ETag = response.Headers.NonValidated.TryGetValues("ETag", out var tag) ? tag.ToString() : null,
            };
            return new(page, read ? view : null);
        }

        private async Task<(JsonNode? Json, bool Read)> ReadBodyAsync(HttpResponseMessage response, byte[]? kept, CancellationToken cancellationToken)
        {
            if ((int)response.StatusCode == 204) return (null, false);
            var keeps = needs.Response || requester.ErrorHandler.ExaminesSuccesses;
            var capture = keeps ? new ResponseCapture(needs.Records, context.Limits.MaxResponseBytes) : null;
            var reader = new PageReader(context.Limits, pipeline.Delivery);
            try
            {
                await using var body = kept is null ? await response.Content.ReadAsStreamAsync(cancellationToken) : new MemoryStream(kept);
                var charset = response.Content.Headers.ContentType?.CharSet?.Trim('"', '\'');
                var json = await bodies.ReadAsync(body, reader, pipeline, capture, charset, cancellationToken);
                return (json, !pipeline.HasEnough);
            }
            catch (BrokenPageException e) when (e.InnerException is System.Text.Json.JsonException or FormatException or System.Xml.XmlException)
            {
                var type = response.Content.Headers.ContentType?.MediaType ?? "no content type";
                throw new BrokenPageException($"{e.Message} ({type}); it starts with: {context.Redactor.RedactStart(reader.Excerpt, ExcerptLength).ReplaceLineEndings(" ")}", e.InnerException);
            }
        }
    }
}
