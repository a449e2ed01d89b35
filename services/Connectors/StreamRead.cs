using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Pagination;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors;

/// <summary>One read of a stream: window by window, page by page.</summary>
internal sealed class StreamRead : IDisposable
{
    private readonly StreamDefinition _stream;
    private readonly ReadRequest _request;
    private readonly PageDelivery _delivery;
    private readonly PageFetcher _fetcher;
    private readonly Scope _scope;
    private readonly CursorWindow? _cursor;
    private readonly ConditionalState? _conditional;
    private readonly IReadOnlyList<string> _path;
    private readonly PageNeeds _needs;
    private readonly long _stopAfter;

    public StreamRead(
        StreamDefinition stream, ApiBudget? budget, ReadRequest request, IRecordSink sink, HttpClient http, TimeProvider time, SecretRedactor redactor, long stopAfter)
    {
        _stream = stream;
        _request = request;
        _stopAfter = stopAfter;
        _scope = Scope.ForConfig(request.Config).WithSlice(new Dictionary<string, object?>()).WithPageToken(null);
        foreach (var secret in stream.Requester.Authenticator.Secrets(_scope)) redactor.Add(secret);
        _cursor = stream.Cursor?.Open(_scope, request.State, time.GetUtcNow());
        _conditional = stream.ConditionalRequests && !(_cursor?.Slices.Count > 1) ? ConditionalState.Of(request.State) : null;
        _path = [.. stream.Selector.FieldPath.Select(f => f.Render(_scope))];
        _needs = PageNeeds.Of(
            [.. stream.Paginator.Strategy?.PageTemplates ?? [], .. stream.Requester.ErrorHandler.PageTemplates], _path);
        _delivery = new(sink, request.Limits.HoldBackBytes);
        _fetcher = new(stream, budget is null ? null : new RateBudget(budget), request.Limits, http, time, redactor, _delivery, _needs, _path);
    }

    public async Task<ReadResult> RunAsync(CancellationToken cancellationToken)
    {
        var unchanged = false;
        if (_cursor is null) unchanged = await ReadSliceAsync(null, cancellationToken);
        foreach (var slice in _cursor?.Slices ?? [])
        {
            unchanged = await ReadSliceAsync(slice, cancellationToken);
            if (_delivery.Total >= _stopAfter) break;
        }

        return new(_delivery.Total, _fetcher.Requests, State(unchanged), unchanged);
    }

    public void Dispose() => _delivery.Dispose();

    /// <summary>Reads one window; true when the source says that nothing has changed.</summary>
    private async Task<bool> ReadSliceAsync(DatetimeSlice? slice, CancellationToken cancellationToken)
    {
        var sliceScope = slice is null ? _scope : _scope.WithSlice(slice.Variables);
        var pipeline = new RecordPipeline(_stream.Selector, _stream.Transformations, _cursor, _needs.LastRecord, sliceScope, _delivery);
        var token = _stream.Paginator.Strategy?.First();
        string? previous = null;
        for (var pages = 1; ; pages++)
        {
            var scope = sliceScope.WithPageToken(token?.Value);
            var draft = Draft(slice, token, scope, pages);
            var signature = draft.Signature();
            if (signature == previous)
                throw new ConnectorException(
                    ConnectorFaultKind.Source,
                    $"the pagination runs in a circle: the request for page {pages} is the same as for the page before; look at the paginator of the manifest");
            if (pages > _request.Limits.MaxPages)
                throw new ConnectorException(ConnectorFaultKind.Source, $"more than {_request.Limits.MaxPages} pages: the pagination does not seem to end");

            previous = signature;
            var etag = pages == 1 ? _conditional?.For(signature) : null;
            var page = await _fetcher.FetchAsync(draft, pipeline, _cursor, scope, etag, () => _delivery.Seen >= _stopAfter, cancellationToken);
            if (page.NotModified) return true;
            if (pages == 1) _conditional?.Remember(signature, page.ETag);
            if (page.ReachedKnownRecords || _delivery.Total >= _stopAfter) return false;
            token = _stream.Paginator.Strategy?.Next(page, token, page.Extend(scope));
            if (token is null) return false;
        }
    }

    private RequestDraft Draft(DatetimeSlice? slice, PageToken? token, Scope scope, int page)
    {
        var requester = _stream.Requester;
        var draft = requester.Draft(scope);
        if (slice is not null && (page == 1 || !_stream.FirstPageOnlyWindow)) _cursor!.Inject(draft, slice, scope);
        _stream.Paginator.Inject(draft, token, scope);
        // Whatever the authenticator: credentials may be in the manifest's own headers, and a source must not steer this process elsewhere.
        if (!draft.StaysOnOrigin())
            throw new ConnectorException(
                ConnectorFaultKind.Source, $"the next page is said to be on another server, {draft.BuildUri().Authority}: a source is read from its own server only");
        requester.Authenticator.Apply(draft, scope);
        return draft;
    }

    private JsonObject? State(bool unchanged)
    {
        if (unchanged) return _request.State;
        var state = new JsonObject();
        _cursor?.WriteTo(state);

        // A record that was left out for being too late would stay unseen as long as the page does not change.
        if (_cursor is not { LeftOutLaterRecords: true }) _conditional?.WriteTo(state);
        return _cursor is null && _conditional is null ? null : state;
    }
}
