using System.Text;
using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Requests.Authentication;
using ControlPlane.Connectors.Requests.CallRates;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests;

/// <summary>Takes what a response brings.</summary>
internal interface IResponseReader<T>
{
    /// <summary>What an attempt before this one brought does not count.</summary>
    void BeginAttempt();

    /// <param name="kept">The body where it was read already, else null.</param>
    /// <exception cref="BrokenPageException">The body is not whole or not what it should be.</exception>
    Task<ReadBody<T>> ReadAsync(HttpResponseMessage response, byte[]? kept, CancellationToken cancellationToken);
}

/// <param name="View">The response for an error handler that looks at successes; null when the body was not read whole.</param>
internal readonly record struct ReadBody<T>(T Value, ResponseView? View);

/// <summary>How a request ended: well, or in a way that the manifest wants passed over.</summary>
/// <param name="Action">Success, Ignore or ResetPagination.</param>
/// <param name="Value">Null unless it ended well.</param>
/// <param name="NotModified">The source answered 304.</param>
internal readonly record struct Answer<T>(ResponseAction Action, T? Value, bool NotModified = false)
    where T : class;

/// <summary>Makes one request with as many attempts and waits as the manifest and the limits allow. Every attempt is signed anew.</summary>
internal sealed class RequestAttempts(IErrorHandler handler, IAuthenticator authenticator, ReadContext context)
{
    private const int Unauthorized = 401;
    private static readonly TimeSpan LeastRateWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RotationWait = TimeSpan.FromSeconds(0.1);
    private readonly HttpExchange _exchange = new(context);

    /// <param name="etag">What the source is told to be known; null for nothing.</param>
    /// <param name="cache">Whether a response that this read has seen before will do.</param>
    /// <exception cref="ConnectorException">It ended badly.</exception>
    public async Task<Answer<T>> SendAsync<T>(
        RequestDraft draft, Scope scope, IResponseReader<T> reader, string? etag, bool cache, CancellationToken cancellationToken)
        where T : class
    {
        foreach (var secret in authenticator.Secrets(scope)) context.Redactor.Add(secret);
        var waits = new RequestWaits(context.Limits.MaxWait, context.Time);
        var renewed = false;

        // A source whose clock is behind says again and again that the wait is over.
        var unhelpful = 0;
        draft.Part = "the authenticator";
        for (var attempt = 1; ; attempt++)
        {
            await authenticator.ApplyAsync(draft, scope, context, cancellationToken);
            var uri = draft.BuildUri();
            var budget = context.Budget is null ? null : context.Runtime.Budgets.Open(context.Budget, uri, [.. authenticator.Secrets(scope)], scope);
            reader.BeginAttempt();
            var outcome = await TryAsync(draft, uri, scope, reader, budget, waits, etag, cache, cancellationToken);
            if (outcome.Answer is { } answer) return answer;

            var verdict = outcome.Verdict!;
            var failure = Failure(uri, draft, verdict, outcome.View, outcome.Problem, outcome.Wait);
            if (verdict.Action is ResponseAction.Ignore or ResponseAction.ResetPagination) return new(verdict.Action, null);
            if (verdict.Action == ResponseAction.Fail)
            {
                // A token may be withdrawn before its time: a new one is asked for, once.
                if (outcome.View?.Status != Unauthorized || renewed || !authenticator.Renew(draft, scope, context)) throw failure;
                renewed = true;
                continue;
            }

            if (verdict.Action == ResponseAction.RefreshTokenThenRetry) authenticator.Renew(draft, scope, context);
            var limited = verdict.Action == ResponseAction.RateLimited;
            if (!limited && waits.Retries++ >= verdict.Handler.Retries(scope)) throw failure;
            var wait = limited && outcome.Rotates ? RotationWait : outcome.Wait ?? verdict.Handler.Wait(outcome.View, attempt, scope, context.Time.GetUtcNow());
            if (limited && !outcome.Rotates && wait < LeastRateWait) wait = LeastRateWait * Math.Pow(2, Math.Min(unhelpful++, 10));
            await waits.WaitAsync(wait, failure, cancellationToken);
        }
    }

    private async Task<Outcome<T>> TryAsync<T>(
        RequestDraft draft, Uri uri, Scope scope, IResponseReader<T> reader, CallBudget? budget, RequestWaits waits, string? etag, bool cache, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var key = cache ? AccessTokens.Credential([draft.Signature(), .. authenticator.Secrets(scope)]) : null;
            var known = key is null ? null : context.Cache.Find(key);
            using var response = known ?? await SendAsync(draft, uri, scope, budget, waits, etag, key, cancellationToken);
            if (etag is not null && (int)response.StatusCode == 304) return new() { Answer = new(ResponseAction.Success, null, NotModified: true) };

            // A response from the cache cost no call, and its headers tell of the past.
            var rotates = known is null && authenticator.Observe(response, draft, scope, context);
            var wait = known is null ? budget?.Observe(draft, uri, response, context.Time.GetUtcNow()) : null;
            byte[]? kept = null;
            if (!response.IsSuccessStatusCode)
            {
                kept = await _exchange.ReadErrorAsync(response, cancellationToken);
                var view = ResponseView.Of(response, Encoding.UTF8.GetString(kept));
                var verdict = handler.Interpret(view, scope);
                if (wait is not null && verdict.Action is ResponseAction.Fail or ResponseAction.Retry)
                    verdict = verdict with { Action = ResponseAction.RateLimited, Kind = ConnectorFaultKind.Transient };
                if (verdict.Action != ResponseAction.Success) return new() { Verdict = verdict, View = view, Wait = wait, Rotates = rotates };
            }

            var body = await reader.ReadAsync(response, kept, cancellationToken);
            if (handler.ExaminesSuccesses && response.IsSuccessStatusCode && body.View is not null)
            {
                // A success that is to be ignored is still read: only its being an error is passed over.
                var verdict = handler.Interpret(body.View, scope);
                if (verdict.Action is not (ResponseAction.Success or ResponseAction.Ignore)) return new() { Verdict = verdict, View = body.View, Rotates = rotates };
            }

            return new() { Answer = new(ResponseAction.Success, body.Value) };
        }
        catch (BrokenPageException e)
        {
            var verdict = new Verdict(ResponseAction.Retry, ConnectorFaultKind.Transient, null, handler.First);
            return new() { Verdict = verdict, Problem = e };
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        RequestDraft draft, Uri uri, Scope scope, CallBudget? budget, RequestWaits waits, string? etag, string? cacheKey, CancellationToken cancellationToken)
    {
        while (budget?.Acquire(draft, uri, context.Time.GetUtcNow()) is { } wait)
        {
            var nothing = new Verdict(ResponseAction.RateLimited, ConnectorFaultKind.Transient, null, handler.First);
            await waits.WaitAsync(wait, Failure(uri, draft, nothing, null, new BrokenPageException("the source allows no more calls for now"), wait), cancellationToken);
        }

        var response = await _exchange.SendAsync(draft, uri, etag, cancellationToken);
        return cacheKey is not null && response.IsSuccessStatusCode ? await context.Cache.KeepAsync(cacheKey, response, cancellationToken) : response;
    }

    private ConnectorException Failure(Uri uri, RequestDraft draft, Verdict verdict, ResponseView? view, BrokenPageException? problem, TimeSpan? wait)
    {
        var advice = verdict.Kind switch
        {
            ConnectorFaultKind.Configuration => view?.Status is 401 or 403 ? "check the credentials and what they allow" : "check the config",
            ConnectorFaultKind.Transient => "try again later",
            _ => view?.Status == 404 ? "check the URL in the manifest and config" : "the source or the manifest needs a look",
        };
        // Redacted before it is cut: of a secret that is cut in two the first part would stay.
        var said = (verdict.Message is { Length: > 0 } own ? own : view?.Message) is { } words ? context.Redactor.Redact(words) : null;
        var what = problem?.Message ?? (view is null ? "the request failed" : $"status {view.Status}");
        if (said is { Length: > 0 })
        {
            // A secret that was cut would not be known for one.
            said = context.Redactor.Redact(said);
            what += $": {(said.Length > 300 ? said[..300] + "…" : said)}";
        }

        var where = $"stream {context.StreamName}: {draft.Method} {uri.AbsoluteUri}";
        return context.Redactor.Redact(new ConnectorException(verdict.Kind, $"{where}: {what}; {advice}", problem?.InnerException) { RetryAfter = wait });
    }

    private sealed record Outcome<T>
        where T : class
    {
        public Answer<T>? Answer { get; init; }

        public Verdict? Verdict { get; init; }

        public ResponseView? View { get; init; }

        /// <summary>What the call budget knows of the wait that the source wants.</summary>
        public TimeSpan? Wait { get; init; }

        /// <summary>Another token can carry the next attempt.</summary>
        public bool Rotates { get; init; }

        public BrokenPageException? Problem { get; init; }
    }
}
