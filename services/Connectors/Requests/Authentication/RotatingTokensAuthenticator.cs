using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>RateLimitedMultipleTokenAuthenticator: several tokens take turns, each until its quota is spent.</summary>
internal sealed record RotatingTokensAuthenticator : IAuthenticator
{
    private static readonly TimeSpan MostThrottling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeastThrottling = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan LeastExhaustion = TimeSpan.FromSeconds(5);

    public required InterpolatedTree Tokens { get; init; }

    public required string Delimiter { get; init; }

    /// <summary>Null for Bearer.</summary>
    public required Interpolated? Method { get; init; }

    /// <summary>Null for Authorization.</summary>
    public required Interpolated? HeaderName { get; init; }

    public required QuotaStatusSource Source { get; init; }

    public required IReadOnlyList<TokenQuota> Pools { get; init; }

    public required Interpolated? MaxWait { get; init; }

    public double ReserveFraction { get; init; }

    public int MinReserve { get; init; }

    public static RotatingTokensAuthenticator? Compile(Component c)
    {
        var tokens = c.Tree("tokens");
        if (tokens is null) c.Error("", "RateLimitedMultipleTokenAuthenticator needs tokens");
        var source = c.Child("quota_status_source", QuotaStatusSource.Kinds, required: true);
        var pools = c.Children("quotas", TokenQuota.Kinds);
        if (pools.Count == 0) c.Error("", "RateLimitedMultipleTokenAuthenticator needs quotas");
        return tokens is null || source is null || pools.Count == 0
            ? null
            : new()
            {
                Tokens = tokens,
                Delimiter = c.Text("token_delimiter") ?? ",",
                Method = c.Template("auth_method"),
                HeaderName = c.Template("header"),
                Source = source,
                Pools = pools,
                MaxWait = c.Template("max_wait_time"),
                ReserveFraction = double.TryParse(c.Text("budget_reserve_fraction"), CultureInfo.InvariantCulture, out var fraction) ? fraction : 0.1,
                MinReserve = c.Integer("budget_min_reserve") ?? 50,
            };
    }

    public IEnumerable<string> Secrets(Scope scope)
    {
        var values = Tokens.Evaluate(scope) is List<object?> several ? several.Select(TemplateValues.ToText) : TemplateValues.ToText(Tokens.Evaluate(scope)).Split(Delimiter);
        return values.Select(t => t.Trim()).Where(t => t.Length > 0).Distinct();
    }

    public async ValueTask ApplyAsync(RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var ring = Ring(scope, context);
        await SeedAsync(ring, r => r.Quotas is null, scope, context, cancellationToken);
        var token = await AcquireAsync(ring, PoolOf(draft), scope, context, cancellationToken);
        draft.SetHeader(Header(scope), Written(token, scope));
    }

    public bool Observe(HttpResponseMessage response, RequestDraft draft, Scope scope, ReadContext context)
    {
        var ring = Ring(scope, context);
        var pool = PoolOf(draft);
        var sent = draft.Headers.GetValueOrDefault(Header(scope));
        if (ring.Quotas is null || ring.Tokens.FirstOrDefault(t => Written(t, scope) == sent) is not { } sender) return false;
        lock (ring.Lock)
        {
            pool.Update(ring.Quota(sender, pool.Name), response);
            return ring.Quota(sender, pool.Name).IsSpent && ring.Tokens.Any(t => t != sender && ring.Quota(t, pool.Name).Remaining > 0);
        }
    }

    /// <summary>Counts a call to a token, and waits where there is none to be had or few are left.</summary>
    private async Task<string> AcquireAsync(TokenRing ring, TokenQuota pool, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var left = Longest(scope, context);
        while (true)
        {
            var (token, wait) = Take(ring, pool, left, context.Time.GetUtcNow());
            if (wait >= LeastThrottling) await Task.Delay(wait, context.Time, cancellationToken);
            if (token is not null) return token;
            left -= wait;
            await SeedAsync(ring, r => r.Tokens.All(t => r.Quota(t, pool.Name).IsSpent), scope, context, cancellationToken);
        }
    }

    private (string? Token, TimeSpan Wait) Take(TokenRing ring, TokenQuota pool, TimeSpan left, DateTimeOffset now)
    {
        lock (ring.Lock)
        {
            if (ring.Tokens.All(t => ring.Quota(t, pool.Name).IsSpent))
            {
                var reset = ring.Tokens.Min(t => ring.Quota(t, pool.Name).ResetAt) - now;
                if (left <= TimeSpan.Zero || reset >= left)
                    throw new ConnectorException(
                        ConnectorFaultKind.Transient, $"all {ring.Tokens.Count} tokens have spent their quota '{pool.Name}', and it is longer until its reset than max_wait_time allows: try again later")
                    { RetryAfter = RetryAfter.NotNegative(reset) };
                var wait = reset < LeastExhaustion ? LeastExhaustion : reset;
                return (null, wait < left ? wait : left);
            }

            while (ring.Quota(ring.Active, pool.Name).IsSpent) ring.Rotate();
            var token = ring.Active;
            var quota = ring.Quota(token, pool.Name);
            if (quota.IsTracked) quota.Remaining--;
            else ring.Rotate();
            return (token, Throttling(ring, pool, quota, now));
        }
    }

    /// <summary>The last calls of a window are spread over what is left of it.</summary>
    private TimeSpan Throttling(TokenRing ring, TokenQuota pool, Quota active, DateTimeOffset now)
    {
        var quotas = ring.Tokens.Select(t => ring.Quota(t, pool.Name)).ToList();
        var left = quotas.Sum(q => Math.Max(q.Remaining, 0));
        if (left == 0 || active.ResetAt <= now || !quotas.All(q => q.IsTracked && q.Remaining <= Math.Max(MinReserve, q.Limit * ReserveFraction))) return TimeSpan.Zero;
        var wait = (active.ResetAt - now) / left;
        return wait < MostThrottling ? wait : MostThrottling;
    }

    private async Task SeedAsync(TokenRing ring, Func<TokenRing, bool> needed, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        if (!Needed()) return;
        await ring.Seeding.WaitAsync(cancellationToken);
        try
        {
            if (!Needed()) return;
            var quotas = new Dictionary<(string Token, string Pool), Quota>();
            foreach (var token in ring.Tokens)
            {
                var status = await Source.ReadAsync(Header(scope), Written(token, scope), scope, context, cancellationToken);
                foreach (var pool in Pools)
                    quotas[(token, pool.Name)] = status is null ? new(0, context.Time.GetUtcNow(), 0, isTracked: false) : pool.Read(status);
            }

            lock (ring.Lock) ring.Quotas = quotas;
        }
        finally
        {
            ring.Seeding.Release();
        }

        bool Needed()
        {
            lock (ring.Lock) return needed(ring);
        }
    }

    private TokenRing Ring(Scope scope, ReadContext context)
    {
        var tokens = Secrets(scope).ToList();
        if (tokens.Count == 0) throw new ConnectorException(ConnectorFaultKind.Configuration, "there is no token to sign requests with: the config lacks what tokens of the authenticator names");
        return context.Runtime.Quotas.Of(AccessTokens.Credential([Source.Url.Render(scope), .. tokens]), tokens);
    }

    private TokenQuota PoolOf(RequestDraft draft)
    {
        var uri = draft.BuildUri();
        return Pools.FirstOrDefault(p => p.Matchers.Any(m => m.Matches(draft, uri))) ?? Pools.FirstOrDefault(p => p.Matchers.Count == 0) ?? Pools[0];
    }

    private TimeSpan Longest(Scope scope, ReadContext context)
    {
        var text = MaxWait?.Render(scope) ?? "PT2H";
        if (!IsoDuration.TryParse(text, out var duration)) throw new ConnectorException(ConnectorFaultKind.Configuration, $"{MaxWait!.Path}: '{text}' is not an ISO 8601 duration");
        return duration.Time < context.Limits.MaxWait ? duration.Time : context.Limits.MaxWait;
    }

    private string Header(Scope scope) => HeaderName?.Render(scope) ?? "Authorization";

    private string Written(string token, Scope scope) => (Method is null ? "Bearer" : Method.Render(scope)) is { Length: > 0 } prefix ? $"{prefix} {token}" : token;
}

/// <summary>Where a token's quotas are asked for.</summary>
/// <param name="Unavailable">Statuses that mean that the source counts nothing.</param>
internal sealed record QuotaStatusSource(Interpolated Url, HttpMethod Method, InterpolatedTree? Headers, IReadOnlyList<int> Unavailable)
{
    public static ComponentKinds<QuotaStatusSource> Kinds { get; } = new()
    {
        ["QuotaStatusSource"] = c => c.Template("url", required: true) is { } url
            ? new(url, c.Text("http_method") == "POST" ? HttpMethod.Post : HttpMethod.Get, c.Tree("request_headers"), c.Integers("unavailable_status_codes"))
            : null,
    };

    /// <summary>Null when the source counts nothing.</summary>
    public Task<JsonNode?> ReadAsync(string header, string token, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var draft = new RequestDraft(Method, Url.Render(scope));
        if (Headers is InterpolatedTree.Map headers)
            foreach (var (name, value) in headers.Texts(scope)) draft.SetHeader(name, value);
        draft.SetHeader(header, token);
        var handler = new DefaultErrorHandler([new HttpResponseFilter(ResponseAction.Ignore, null, Unavailable, null, null, null)], [], null);
        return AuxiliaryRequest.SendAsync(draft, handler, scope, context, cancellationToken);
    }
}
