using System.Collections.Concurrent;
using System.Globalization;
using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Requests.Authentication;

namespace ControlPlane.Connectors.Requests.CallRates;

/// <summary>The budgets in use, one for each credential and server.</summary>
internal sealed class CallBudgets
{
    private readonly ConcurrentDictionary<string, CallBudget> _budgets = new(StringComparer.Ordinal);

    /// <param name="secrets">What the calls are signed with; where there is nothing, the config tells accounts apart.</param>
    public CallBudget Open(ApiBudget declared, Uri uri, IReadOnlyList<string> secrets, Scope scope)
    {
        var account = secrets.Any(s => s.Length > 0) ? secrets : [TemplateValues.ToText(scope.Variables.GetValueOrDefault("config"))];
        var key = AccessTokens.Credential([declared.Text, uri.GetLeftPart(UriPartial.Authority), .. account]);
        return _budgets.GetOrAdd(key, static (_, of) => new(of.declared, of.scope), (declared, scope));
    }
}

/// <summary>The calls made with one credential, and how many more the source allows. Safe for concurrent use.</summary>
internal sealed class CallBudget(ApiBudget declared, Scope scope)
{
    private readonly Lock _lock = new();
    private readonly List<Allowance> _allowances = [.. declared.Policies.Select(p => new Allowance(p, p.Open(scope)))];
    private readonly Allowance _rest = new(null, null);

    /// <summary>Counts a call.</summary>
    /// <returns>How long to wait before asking again; null when the call may be made.</returns>
    /// <exception cref="ConnectorException">The request weighs more than the limit.</exception>
    public TimeSpan? Acquire(RequestDraft draft, Uri uri, DateTimeOffset now)
    {
        var allowance = Of(draft, uri);
        lock (_lock)
        {
            if (allowance.BlockedUntil > now) return allowance.BlockedUntil - now;
            if (allowance is not { Policy: { } policy, Window: { } window }) return null;
            var weight = policy.Weight(draft, uri, scope);
            if (weight > window.Limit)
                throw new ConnectorException(ConnectorFaultKind.Configuration, $"{draft.Method} {uri.AbsolutePath} counts for {weight} calls, its rate limit in api_budget is {window.Limit}: it could never be made");
            return window.Take(weight, now);
        }
    }

    /// <summary>Looks at what a response says of the limits.</summary>
    /// <returns>How long to wait if it says that the limit was hit; null when it is about something else.</returns>
    public TimeSpan? Observe(RequestDraft draft, Uri uri, HttpResponseMessage response, DateTimeOffset now)
    {
        var allowance = Of(draft, uri);
        if (allowance is { Policy: not null, Window: null }) return null;
        var status = (int)response.StatusCode;
        var reset = RetryAfter.ReadInstant(Header(response, declared.ResetHeader), now);
        int? left = int.TryParse(Header(response, declared.RemainingHeader), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
        var hit = declared.HitStatuses.Contains(status);
        lock (_lock)
        {
            if (left <= 0 && reset > now) allowance.BlockedUntil = reset.Value;
            allowance.Window?.Update(left ?? (hit && reset is not null ? 0 : null), reset, now);
        }

        if (!hit && !(left <= 0 && status is 403 or 429)) return null;
        if (left <= 0 && reset is { } at) return RetryAfter.NotNegative(at - now);
        return RetryAfter.Read(Header(response, "Retry-After"), Header(response, "Date"), now);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private Allowance Of(RequestDraft draft, Uri uri) => _allowances.FirstOrDefault(a => a.Policy!.Matches(draft, uri)) ?? _rest;

    /// <param name="policy">Null for the requests that no policy is about.</param>
    private sealed class Allowance(CallRatePolicy? policy, ICallWindow? window)
    {
        public CallRatePolicy? Policy => policy;

        public ICallWindow? Window => window;

        public DateTimeOffset BlockedUntil { get; set; } = DateTimeOffset.MinValue;
    }
}
