using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Pagination;
using ControlPlane.Connectors.Partitions;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>The pages of one slice, one after the other.</summary>
internal sealed class SlicePages
{
    private readonly SimpleRetriever _retriever;
    private readonly StreamSlice _slice;
    private readonly ReadContext _context;
    private readonly RecordPipeline _pipeline;
    private readonly PageFetcher _fetcher;

    public SlicePages(SimpleRetriever retriever, StreamSlice slice, ReadContext context, RecordPipeline pipeline)
    {
        (_retriever, _slice, _context, _pipeline) = (retriever, slice, context, pipeline);
        foreach (var secret in retriever.Requester.Authenticator.Secrets(context.Scope)) context.Redactor.Add(secret);
        IReadOnlyList<string> path = [.. retriever.Selector.FieldPath.Select(f => f.Render(context.Scope))];
        var needs = PageNeeds.Of([.. retriever.Paginator.Strategy?.PageTemplates ?? [], .. retriever.Requester.ErrorHandler.PageTemplates], path);
        pipeline.KeepsLastRecord = needs.LastRecord;
        _fetcher = new(retriever.Requester, context, needs, path);
    }

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var sliceScope = _context.Scope.WithSlice(_slice);
        var strategy = _retriever.Paginator.Strategy;
        var token = strategy?.First();
        string? previous = null;
        for (var pages = 1; ; pages++)
        {
            var scope = sliceScope.WithPageToken(token?.Value);
            var draft = Draft(token, scope, pages);
            var signature = draft.Signature();
            if (signature == previous)
                throw new ConnectorException(
                    ConnectorFaultKind.Source,
                    $"the pagination runs in a circle: the request for page {pages} is the same as for the page before; look at the paginator of the manifest");
            if (pages > _context.Limits.MaxPages)
                throw new ConnectorException(ConnectorFaultKind.Source, $"more than {_context.Limits.MaxPages} pages: the pagination does not seem to end");

            previous = signature;
            var etag = pages == 1 ? _context.Conditional?.For(signature) : null;
            var page = pages == 1 && _context.TakesFirstPageFromParent && _slice.ExtraFields.GetValueOrDefault(SubstreamPartitionRouter.FirstPage) is string first
                ? await _fetcher.TakeAsync(first, _pipeline, cancellationToken)
                : await _fetcher.FetchAsync(draft, _pipeline, scope, etag, cancellationToken);
            if (page.NotModified)
            {
                _context.Conditional!.NotModified = true;
                return;
            }

            if (pages == 1) _context.Conditional?.Remember(signature, page.ETag);
            if (page.ReachedKnownRecords || _pipeline.Delivery.Total >= _context.StopAfter) return;
            token = strategy?.Next(page, token, page.Extend(scope));
            if (token is null) return;
        }
    }

    private RequestDraft Draft(PageToken? token, Scope scope, int page)
    {
        var requester = _retriever.Requester;
        var draft = requester.Draft(scope);
        if (page == 1 || !_retriever.FirstPageOnlySlice)
        {
            _retriever.PartitionRouter?.Inject(draft, _slice, scope);
            _context.CursorOptions?.Inject(draft, _slice, scope);
        }

        _retriever.Paginator.Inject(draft, token, scope);

        // Whatever the authenticator: credentials may be in the manifest's own headers, and a source must not steer this process elsewhere.
        if (!draft.StaysOnOrigin())
            throw new ConnectorException(
                ConnectorFaultKind.Source, $"the next page is said to be on another server, {draft.BuildUri().Authority}: a source is read from its own server only");
        requester.Authenticator.Apply(draft, scope);
        return draft;
    }
}
