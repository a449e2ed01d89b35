using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Requests;

/// <summary>Gets one page, with as many attempts and waits as the manifest and the limits allow.</summary>
internal sealed class PageFetcher(
    StreamDefinition stream,
    RateBudget? budget,
    ReadLimits limits,
    HttpClient http,
    TimeProvider time,
    SecretRedactor redactor,
    PageDelivery delivery,
    PageNeeds needs,
    IReadOnlyList<string> path)
{
    private const int ErrorBodyBytes = 1 << 20;
    private const int MaxRedirects = 10;
    private static readonly TimeSpan LeastRateWait = TimeSpan.FromSeconds(1);

    public int Requests { get; private set; }

    public async Task<Page> FetchAsync(
        RequestDraft draft, RecordPipeline pipeline, CursorWindow? cursor, Scope scope, string? etag, Func<bool> stopEarly, CancellationToken cancellationToken)
    {
        var uri = draft.BuildUri();
        var waits = new RequestWaits(limits.MaxWait, time);
        delivery.BeginPage();
        for (var attempt = 1; ; attempt++)
        {
            if (budget is not null && budget.BlockedUntil > time.GetUtcNow())
                await waits.WaitAsync(budget.BlockedUntil - time.GetUtcNow(), Failure(uri, draft, null, "the source allows no more calls for now"), cancellationToken);
            delivery.BeginAttempt();
            pipeline.BeginAttempt();
            var outcome = await TryAsync(draft, uri, pipeline, cursor, scope, etag, stopEarly, cancellationToken);
            if (outcome.Page is { } page)
            {
                await delivery.CompletePageAsync(cancellationToken);
                cursor?.CompletePage();
                return page;
            }

            var failure = Failure(uri, draft, outcome, outcome.Problem);
            if (outcome.Verdict.Action == ResponseAction.Fail) throw failure;
            if (outcome.Verdict.Action == ResponseAction.Ignore) return new Page();
            var limited = outcome.Verdict.Action == ResponseAction.RateLimited;
            if (!limited && waits.Retries++ >= outcome.Verdict.Handler.Retries(scope)) throw failure;
            var wait = outcome.Wait ?? outcome.Verdict.Handler.Wait(outcome.View, attempt, scope, time.GetUtcNow());
            if (limited && wait < LeastRateWait) wait = LeastRateWait;
            await waits.WaitAsync(wait, failure, cancellationToken);
        }
    }

    private async Task<Attempt> TryAsync(
        RequestDraft draft, Uri uri, RecordPipeline pipeline, CursorWindow? cursor, Scope scope, string? etag, Func<bool> stopEarly, CancellationToken cancellationToken)
    {
        var handler = stream.Requester.ErrorHandler;
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
                var wait = budget?.Observe(view, time.GetUtcNow());
                if (wait is not null && verdict.Action is not (ResponseAction.Ignore or ResponseAction.Success))
                    verdict = verdict with { Action = ResponseAction.RateLimited, Kind = ConnectorFaultKind.Transient };
                if (verdict.Action != ResponseAction.Success) return new Attempt { Verdict = verdict, View = view, Wait = wait };
            }
            else if (budget is not null)
            {
                budget.Observe(view = ResponseView.Of(response, null), time.GetUtcNow());
            }

            var (json, read) = await ReadBodyAsync(response, kept, pipeline, stopEarly, cancellationToken);
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
                    ReachedKnownRecords = cursor?.EndsBeforeWindow == true,
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
        timeout.CancelAfter(limits.ResponseTimeout);
        Requests++;
        try
        {
            return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokenPageException($"no response within {limits.ResponseTimeout.TotalSeconds:0.#} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new BrokenPageException($"the source cannot be reached: {e.Message}", e);
        }
    }

    private async Task<(System.Text.Json.Nodes.JsonNode? Json, bool Read)> ReadBodyAsync(
        HttpResponseMessage response, byte[]? kept, RecordPipeline pipeline, Func<bool> stopEarly, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode == 204) return (null, false);
        var keeps = needs.Response || stream.Requester.ErrorHandler.ExaminesSuccesses;
        var capture = keeps ? new ResponseCapture(needs.Records, limits.MaxResponseBytes) : null;
        var reader = new PageReader(limits, delivery);
        try
        {
            await using var body = kept is null ? await response.Content.ReadAsStreamAsync(cancellationToken) : new MemoryStream(kept);
            await reader.ReadAsync(body, new RecordScanner(path, capture, pipeline), stopEarly, cancellationToken);
        }
        catch (BrokenPageException e) when (e.InnerException is System.Text.Json.JsonException)
        {
            var type = response.Content.Headers.ContentType?.MediaType ?? "no content type";
            throw new BrokenPageException($"{e.Message} ({type}); it starts with: {reader.Excerpt.ReplaceLineEndings(" ")}", e.InnerException);
        }

        return (stopEarly() ? null : capture?.Parse(), !stopEarly());
    }

    private async Task<byte[]> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limits.IdleTimeout);
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
        var where = $"stream {stream.Name}: {draft.Method} {uri.AbsoluteUri}";
        return redactor.Redact(new ConnectorException(kind, $"{where}: {what}; {advice}", outcome?.Cause) { RetryAfter = outcome?.Wait });
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
