using ControlPlane.Connectors.Decoders;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Pagination;
using ControlPlane.Connectors.Partitions;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Requests.Authentication;
using ControlPlane.Connectors.Requests.Properties;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>The pages of one slice, one after the other.</summary>
internal sealed class SlicePages
{
    private readonly SimpleRetriever _retriever;
    private readonly StreamSlice _whole;
    private readonly ReadContext _context;
    private readonly RecordPipeline _pipeline;
    private readonly PageFetcher _fetcher;
    private readonly SliceProgress _progress;
    private readonly Dictionary<string, (int Number, PagePrint Print)> _seen = new(StringComparer.Ordinal);
    private readonly SliceTotal? _total;
    private StreamSlice _slice;

    public SlicePages(SimpleRetriever retriever, StreamSlice slice, ReadContext context, RecordPipeline pipeline)
    {
        (_retriever, _slice, _whole, _context, _pipeline) = (retriever, slice, slice, context, pipeline);
        var bodies = new BodyReading(retriever.Decoder, retriever.Selector.Extractor, context.Scope);
        var needs = PageNeeds.Of([.. retriever.Paginator.Strategy?.PageTemplates ?? [], .. retriever.Requester.ErrorHandler.PageTemplates], bodies.Path);
        if (retriever.TotalPath is [var first, ..])
        {
            _total = new(retriever.TotalPath);
            needs = needs with { Response = true, Records = needs.Records || bodies.Path is not [var field, ..] || field == "*" || field == first };
        }

        pipeline.KeepsLastRecord = needs.LastRecord;
        _progress = new(retriever.PaginationReset ?? PaginationReset.Default, context.CursorOptions as DatetimeBasedCursor, context.Scope);
        pipeline.Progress = _progress.Watches ? _progress : null;
        _fetcher = new(retriever.Requester, context, needs, bodies);
    }

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var strategy = _retriever.Paginator.Strategy;
        using var repeated = strategy is not null && _context.HasPrimaryKey && _retriever.Requester.Properties is null ? new RepeatedPages() : null;
        _pipeline.Repeated = repeated;
        var token = strategy?.First();
        for (var pages = 1; ; pages++)
        {
            if (pages > _context.Limits.MaxPages)
                throw new ConnectorException(ConnectorFaultKind.Source, $"more than {_context.Limits.MaxPages} pages: the pagination does not seem to end");
            var scope = _context.Scope.WithSlice(_slice).WithPageToken(token?.Value);
            var page = pages == 1 && _context.TakesFirstPageFromParent && _slice.ExtraFields.GetValueOrDefault(SubstreamPartitionRouter.FirstPage) is string first
                ? await _fetcher.TakeAsync(first, _pipeline, cancellationToken)
                : _retriever.Requester.Properties is { } properties
                ? await FetchPartsAsync(properties, token, pages, cancellationToken)
                : await FetchAsync(_slice, token, pages, _pipeline, cancellationToken);
            if (page.NotModified)
            {
                _context.Conditional!.NotModified = true;
                return;
            }

            if (page.ResetsPagination || _progress.IsAtLimit)
            {
                _pipeline.Repeated = null;
                _slice = _progress.Restart(_slice, _whole);
                _seen.Clear();
                _total?.Restart();
                token = strategy?.First();
                continue;
            }

            if (_pipeline.Repeated?.CompletePage() == false) _pipeline.Repeated = null;
            if (page.ReachedKnownRecords || _pipeline.Delivery.Total >= _context.StopAfter)
            {
                // More may follow that is not wanted, so that there is nothing to compare.
                if (_total is not null) _context.Totals.AddUnknown();
                return;
            }

            _total?.Add(page);
            token = page.Ends ? null : strategy?.Next(page, token, page.Extend(scope));
            if (token is not null) continue;
            _total?.CompleteInto(_context.Totals);
            return;
        }
    }

    /// <summary>A page whose properties do not fit into one request: the records of several are put together.</summary>
    private async Task<Page> FetchPartsAsync(QueryProperties properties, PageToken? token, int number, CancellationToken cancellationToken)
    {
        var chunks = await properties.ChunksAsync(_context, cancellationToken);
        if (properties.Chunking is not { } chunking) return await FetchAsync(SliceFor(chunks[0]), token, number, _pipeline, cancellationToken);
        var merged = new MergedPage(chunking);
        using var delivery = _context.OpenDelivery(merged);
        var parts = _pipeline.Into(delivery);
        Page? last = null;
        foreach (var chunk in chunks)
        {
            last = await FetchAsync(SliceFor(chunk), token, number, parts, cancellationToken);
            if (last.NotModified || last.ResetsPagination) return last;
        }

        await _pipeline.DeliverAsync(merged.Records, cancellationToken);
        return last! with { LastRecord = merged.Last, ReachedKnownRecords = _pipeline.ReachedKnownRecords };
    }

    private async Task<Page> FetchAsync(StreamSlice slice, PageToken? token, int number, RecordPipeline pipeline, CancellationToken cancellationToken)
    {
        var scope = _context.Scope.WithSlice(slice).WithPageToken(token?.Value);
        var draft = Draft(slice, token, scope);
        var signature = AccessTokens.Credential([draft.Signature(), .. _retriever.Requester.Authenticator.Secrets(scope)]);
        var conditional = number == 1 ? _context.Conditional : null;
        var page = await _fetcher.FetchAsync(draft, pipeline, scope, conditional?.For(signature), cancellationToken);
        if (!page.NotModified) conditional?.Remember(signature, page.ETag);
        if (_retriever.Paginator.Strategy is not null) ThrowIfKnown(signature, number, pipeline.Print);
        return page;
    }

    /// <summary>The same request may bring other records, as when a source scrolls; what brings the same again has no end.</summary>
    private void ThrowIfKnown(string signature, int number, PagePrint print)
    {
        if (_seen.TryGetValue(signature, out var earlier) && earlier.Number != number && earlier.Print == print)
            throw new ConnectorException(
                ConnectorFaultKind.Source,
                $"the pagination runs in a circle: page {number} is the same as page {earlier.Number}, and so is the request for it; look at the paginator of the manifest");
        _seen[signature] = (number, print);
    }

    private StreamSlice SliceFor(IReadOnlyList<string> properties) => new(
        _slice.Partition,
        _slice.CursorSlice,
        new Dictionary<string, object?>(_slice.ExtraFields, StringComparer.Ordinal) { [QueryProperties.SliceField] = properties.ToList<object?>() });

    private RequestDraft Draft(StreamSlice slice, PageToken? token, Scope scope)
    {
        var draft = _retriever.Requester.Draft(scope);
        if (token is null || !_retriever.FirstPageOnlySlice)
        {
            draft.Part = "the partition router";
            _retriever.PartitionRouter?.Inject(draft, slice, scope);
            draft.Part = "the cursor";
            _context.CursorOptions?.Inject(draft, slice, scope);
        }

        draft.Part = "the paginator";
        _retriever.Paginator.Inject(draft, token, scope);

        // Whatever the authenticator: credentials may be in the manifest's own headers, and a source must not steer this process elsewhere.
        if (!draft.StaysOnOrigin())
            throw new ConnectorException(
                ConnectorFaultKind.Source, $"the next page is said to be on another server, {draft.BuildUri().Authority}: a source is read from its own server only");
        return draft;
    }
}
