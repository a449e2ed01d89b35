using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests;

/// <summary>Gets one page, with as many attempts and waits as the manifest and the limits allow.</summary>
internal sealed class PageFetcher(HttpRequester requester, ReadContext context, PageNeeds needs, IReadOnlyList<string> path)
{
    private const int ErrorBodyBytes = 1 << 20;
    private const int MaxRedirects = 10;
    private static readonly TimeSpan LeastRateWait = TimeSpan.FromSeconds(1);
    private readonly ReadLimits _limits = context.Limits;
    private readonly TimeProvider _time = context.Time;
    private readonly RateBudget? _budget = context.Budget;

    public async Task<Page> FetchAsync(RequestDraft draft, RecordPipeline pipeline, Scope scope, string? etag, CancellationToken cancellationToken)
    {
        var uri = draft.BuildUri();
        var waits = new RequestWaits(_limits.MaxWait, _time);
        pipeline.Delivery.BeginPage();
        for (var attempt = 1; ; attempt++)
        {
            if (_budget is not null && _budget.BlockedUntil > _time.GetUtcNow())
                await waits.WaitAsync(_budget.BlockedUntil - _time.GetUtcNow(), Failure(uri, draft, null, "the source allows no more calls for now"), cancellationToken);
            pipeline.BeginAttempt();
            var outcome = await TryAsync(draft, uri, pipeline, scope, etag, cancellationToken);
            if (outcome.Page is { } page)
            {
                await pipeline.CompletePageAsync(cancellationToken);
                return page;
            }

            var failure = Failure(uri, draft, outcome, outcome.Problem);
            if (outcome.Verdict.Action == ResponseAction.Fail) throw failure;
            if (outcome.Verdict.Action == ResponseAction.Ignore) return new Page();
            var limited = outcome.Verdict.Action == ResponseAction.RateLimited;
            if (!limited && waits.Retries++ >= outcome.Verdict.Handler.Retries(scope)) throw failure;
            var wait = outcome.Wait ?? outcome.Verdict.Handler.Wait(outcome.View, attempt, scope, _time.GetUtcNow());
            if (limited && wait < LeastRateWait) wait = LeastRateWait;
            await waits.WaitAsync(wait, failure, cancellationToken);
        }
    }

    /// <summary>Takes a page that is here already, as text.</summary>
    public async Task<Page> TakeAsync(string json, RecordPipeline pipeline, CancellationToken cancellationToken)
    {
        pipeline.Delivery.BeginPage();
        pipeline.BeginAttempt();
        var capture = needs.Response ? new ResponseCapture(needs.Records, _limits.MaxResponseBytes) : null;
        var body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        await new PageReader(_limits, pipeline.Delivery)
            .ReadAsync(body, new RecordScanner(path, capture, pipeline), () => pipeline.HasEnough, cancellationToken);
        await pipeline.CompletePageAsync(cancellationToken);
        return new Page
        {
            Extracted = pipeline.Extracted,
            ReachedKnownRecords = pipeline.ReachedKnownRecords,
            Response = capture?.Parse(),
            LastRecord = pipeline.LastRecord,
        };
    }

    private async Task<Attempt> TryAsync(
        RequestDraft draft, Uri uri, RecordPipeline pipeline, Scope scope, string? etag, CancellationToken cancellationToken)
    {
        var handler = requester.ErrorHandler;
        try
        {
            using var response = await SendAsync(draft, uri, etag, cancellationToken);
            if (etag is not null && (int)response.StatusCode == 304) return new Attempt { Page = new Page { NotModified = true } };

            ResponseView? view = null;
            byte[]? kept = null;
            if (!response.IsSuccessStatusCode)
            {
                kept = await ReadErrorAsync(response, cancellationToken);
                view = ResponseView.Of(response, System.Text.Encoding.UTF8.GetString(kept));
                var verdict = handler.Interpret(view, scope);
                var wait = _budget?.Observe(view, _time.GetUtcNow());
                if (wait is not null && verdict.Action is not (ResponseAction.Ignore or ResponseAction.Success))
                    verdict = verdict with { Action = ResponseAction.RateLimited, Kind = ConnectorFaultKind.Transient };
                if (verdict.Action != ResponseAction.Success) return new Attempt { Verdict = verdict, View = view, Wait = wait };
            }
            else if (_budget is not null)
            {
                _budget.Observe(view = ResponseView.Of(response, null), _time.GetUtcNow());
            }

            var (json, read) = await ReadBodyAsync(response, kept, pipeline, cancellationToken);
            if (handler.ExaminesSuccesses && response.IsSuccessStatusCode && read)
            {
                view = ResponseView.Of(response, null) with { Json = json };
                var verdict = handler.Interpret(view, scope);
                if (verdict.Action != ResponseAction.Success) return new Attempt { Verdict = verdict, View = view };
            }

            return new Attempt
            {
                Page = new Page
                {
                    Extracted = pipeline.Extracted,
                    ReachedKnownRecords = pipeline.ReachedKnownRecords,
                    Response = json,
                    LastRecord = pipeline.LastRecord,
                    Headers = needs.Headers ? view?.Headers ?? ResponseHeaders.Read(response) : null,
                    ETag = response.Headers.NonValidated.TryGetValues("ETag", out var tag) ? tag.ToString() : null,
                },
            };
        }
        catch (BrokenPageException e)
        {
            var verdict = new Verdict(ResponseAction.Retry, ConnectorFaultKind.Transient, null, handler.First);
            return new Attempt { Verdict = verdict, Problem = e.Message, Cause = e.InnerException };
        }
    }

    /// <summary>Sends the request, and again where a redirect on the same server leads; never to another one.</summary>
    private async Task<HttpResponseMessage> SendAsync(RequestDraft draft, Uri uri, string? etag, CancellationToken cancellationToken)
    {
        for (var hops = 0; ; hops++)
        {
            var response = await SendOnceAsync(draft, uri, etag, cancellationToken);
            if ((int)response.StatusCode is not (301 or 302 or 307 or 308) || response.Headers.Location is not { } location) return response;
            if (draft.Method != HttpMethod.Get && (int)response.StatusCode is 301 or 302) return response;
            response.Dispose();
            var target = new Uri(uri, location);
            if (hops >= MaxRedirects) throw new BrokenPageException($"more than {MaxRedirects} redirects");
            if (!RequestDraft.IsSameOrigin(uri, target))
                throw new ConnectorException(ConnectorFaultKind.Source, $"{draft.Method} {uri.AbsoluteUri} is redirected to another server, {target.Authority}: a source is read from its own server only");
            uri = target;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(RequestDraft draft, Uri uri, string? etag, CancellationToken cancellationToken)
    {
        using var message = draft.Build(uri);
        if (etag is not null) message.Headers.TryAddWithoutValidation("If-None-Match", etag);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_limits.ResponseTimeout);
        context.Requests.Add();
        try
        {
            return await context.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokenPageException($"no response within {_limits.ResponseTimeout.TotalSeconds:0.#} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new BrokenPageException($"the source cannot be reached: {e.Message}", e);
        }
    }

    private async Task<(System.Text.Json.Nodes.JsonNode? Json, bool Read)> ReadBodyAsync(
        HttpResponseMessage response, byte[]? kept, RecordPipeline pipeline, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode == 204) return (null, false);
        var keeps = needs.Response || requester.ErrorHandler.ExaminesSuccesses;
        var capture = keeps ? new ResponseCapture(needs.Records, _limits.MaxResponseBytes) : null;
        var reader = new PageReader(_limits, pipeline.Delivery);
        try
        {
            await using var body = kept is null ? await response.Content.ReadAsStreamAsync(cancellationToken) : new MemoryStream(kept);
            await reader.ReadAsync(body, new RecordScanner(path, capture, pipeline), () => pipeline.HasEnough, cancellationToken);
        }
        catch (BrokenPageException e) when (e.InnerException is System.Text.Json.JsonException)
        {
            var type = response.Content.Headers.ContentType?.MediaType ?? "no content type";
            throw new BrokenPageException($"{e.Message} ({type}); it starts with: {reader.Excerpt.ReplaceLineEndings(" ")}", e.InnerException);
        }

        return (pipeline.HasEnough ? null : capture?.Parse(), !pipeline.HasEnough);
    }

    private async Task<byte[]> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_limits.IdleTimeout);
        var buffer = new MemoryStream();
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(timeout.Token);
            var piece = new byte[16 * 1024];
            while (buffer.Length < ErrorBodyBytes && await body.ReadAsync(piece, timeout.Token) is var read and > 0) buffer.Write(piece, 0, read);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException
            || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The status says enough; what has arrived of its explanation is used.
        }

        return buffer.ToArray();
    }

    private ConnectorException Failure(Uri uri, RequestDraft draft, Attempt? outcome, string? problem)
    {
        var status = outcome?.View?.Status;
        var verdict = outcome?.Verdict;
        var kind = verdict?.Action is ResponseAction.Retry or ResponseAction.RateLimited or null ? ConnectorFaultKind.Transient : verdict.Kind;
        var said = verdict?.Message ?? outcome?.View?.Message;
        var advice = kind switch
        {
            ConnectorFaultKind.Configuration => status is 401 or 403 ? "check the credentials and what they allow" : "check the config",
            ConnectorFaultKind.Transient => "try again later",
            _ => status == 404 ? "check the URL in the manifest and config" : "the source or the manifest needs a look",
        };
        var what = problem ?? (status is null ? "the request failed" : $"status {status}");
        if (said is { Length: > 0 }) what += $": {(said.Length > 300 ? said[..300] + "…" : said)}";
        var where = $"stream {context.StreamName}: {draft.Method} {uri.AbsoluteUri}";
        return context.Redactor.Redact(new ConnectorException(kind, $"{where}: {what}; {advice}", outcome?.Cause) { RetryAfter = outcome?.Wait });
    }

    private sealed record Attempt
    {
        public Page? Page { get; init; }

        public Verdict Verdict { get; init; } = null!;

        public ResponseView? View { get; init; }

        public TimeSpan? Wait { get; init; }

        public string? Problem { get; init; }

        public Exception? Cause { get; init; }
    }
}
