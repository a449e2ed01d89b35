using System.Globalization;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Requests.CallRates;

/// <summary>How often certain requests may be made.</summary>
/// <param name="Matchers">Which requests; empty for all.</param>
internal abstract record CallRatePolicy(IReadOnlyList<RequestMatcher> Matchers)
{
    public static ComponentKinds<CallRatePolicy> Kinds { get; } = new()
    {
        ["UnlimitedCallRatePolicy"] = c => new UnlimitedCallRatePolicy(RequestMatcher.CompileAll(c)),
        ["FixedWindowCallRatePolicy"] = FixedWindowCallRatePolicy.Compile,
        ["MovingWindowCallRatePolicy"] = MovingWindowCallRatePolicy.Compile,
    };

    /// <summary>A window with no calls in it; null where there is no limit.</summary>
    public abstract ICallWindow? Open(Scope scope);

    public bool Matches(RequestDraft draft, Uri uri) => Matchers.Count == 0 || Matchers.Any(m => m.Matches(draft, uri));

    /// <summary>How many calls the request counts for.</summary>
    public int Weight(RequestDraft draft, Uri uri, Scope scope) => Matchers.FirstOrDefault(m => m.Matches(draft, uri))?.Weight is { } weight ? Number(weight, scope) : 1;

    protected static int Number(Interpolated template, Scope scope) =>
        int.TryParse(template.Render(scope), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ConnectorException(ConnectorFaultKind.Configuration, $"{template.Path} must be a whole number above 0, it is '{template.Render(scope)}'");

    protected static TimeSpan? Duration(Component c, string field)
    {
        if (c.Text(field, required: true) is not { } text) return null;
        if (IsoDuration.TryParse(text, out var duration)) return duration.Time + TimeSpan.FromDays(30L * duration.Months);
        c.Error(field, $"'{text}' is not an ISO 8601 duration");
        return null;
    }
}

internal sealed record UnlimitedCallRatePolicy(IReadOnlyList<RequestMatcher> Matchers) : CallRatePolicy(Matchers)
{
    public override ICallWindow? Open(Scope scope) => null;
}

/// <summary>So many calls until the window ends, then as many again.</summary>
internal sealed record FixedWindowCallRatePolicy(TimeSpan Period, Interpolated Limit, IReadOnlyList<RequestMatcher> Matchers) : CallRatePolicy(Matchers)
{
    public static FixedWindowCallRatePolicy? Compile(Component c)
    {
        var limit = c.Template("call_limit", required: true);
        var matchers = RequestMatcher.CompileAll(c);
        return Duration(c, "period") is { } period && limit is not null ? new(period, limit, matchers) : null;
    }

    public override ICallWindow Open(Scope scope) => new FixedCallWindow(Period, Number(Limit, scope));
}

/// <summary>Never more than so many calls within any interval of a length.</summary>
internal sealed record MovingWindowCallRatePolicy(IReadOnlyList<MovingWindowCallRatePolicy.Rate> Rates, IReadOnlyList<RequestMatcher> Matchers) : CallRatePolicy(Matchers)
{
    private static ComponentKinds<Rate> RateKinds { get; } = new()
    {
        ["Rate"] = c => c.Template("limit", required: true) is { } limit && Duration(c, "interval") is { } interval ? new(limit, interval) : null,
    };

    public static MovingWindowCallRatePolicy? Compile(Component c)
    {
        var rates = c.Children("rates", RateKinds);
        if (c["rates"] is not System.Text.Json.Nodes.JsonArray { Count: > 0 }) c.Error("rates", "at least one rate is needed");
        var matchers = RequestMatcher.CompileAll(c);
        return rates.Count == 0 ? null : new(rates, matchers);
    }

    public override ICallWindow Open(Scope scope) => new MovingCallWindow([.. Rates.Select(r => new CallRate(Number(r.Limit, scope), r.Interval))]);

    internal sealed record Rate(Interpolated Limit, TimeSpan Interval);
}
