using System.Globalization;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Errors;

/// <summary>The manifest's own filters first, then what every status means by default.</summary>
internal sealed record DefaultErrorHandler(
    IReadOnlyList<HttpResponseFilter> Filters, IReadOnlyList<IBackoffStrategy> Backoffs, Interpolated? MaxRetries) : IErrorHandler
{
    public static DefaultErrorHandler Standard { get; } = new([], [], null);

    public DefaultErrorHandler First => this;

    public IEnumerable<Interpolated> PageTemplates => Filters.SelectMany(f => f.PageTemplates);

    public bool ExaminesSuccesses => Filters.Any(f => f.ExaminesSuccesses);

    public static DefaultErrorHandler Compile(Component c) =>
        new(c.Children("response_filters", HttpResponseFilter.Kinds), c.Children("backoff_strategies", BackoffStrategies.Kinds), c.Template("max_retries"));

    public Verdict Interpret(ResponseView response, Scope scope)
    {
        var meaning = Meaning(response.Status);
        foreach (var filter in Filters)
        {
            // A filter that names no action only words an error.
            if (filter.Action is null && response.IsSuccess || !filter.Matches(response, scope)) continue;
            var action = filter.Action ?? meaning.Action;
            var usual = response.IsSuccess || !meaning.IsKnown ? ConnectorFaultKind.Source : meaning.Kind;
            var kind = action is ResponseAction.Fail ? filter.Kind ?? usual : ConnectorFaultKind.Transient;
            return new(action, kind, filter.Message?.Render(response.Extend(scope)), this, IsDeclared: true);
        }

        return new(meaning.Action, meaning.Kind, null, this, IsKnown: meaning.IsKnown);
    }

    public int Retries(Scope scope)
    {
        if (MaxRetries is null) return 5;
        return int.TryParse(MaxRetries.Render(scope), NumberStyles.None, CultureInfo.InvariantCulture, out var retries)
            ? retries
            : throw new ConnectorException(ConnectorFaultKind.Configuration, $"{MaxRetries.Path} must be a whole number");
    }

    /// <summary>
    /// How long to wait before the next attempt: the first strategy that knows, else what the source says by Retry-After, else 0.5 s
    /// times a power of two.
    /// </summary>
    /// <param name="response">Null when there was none.</param>
    /// <param name="attempt">Attempts made so far.</param>
    public TimeSpan Wait(ResponseView? response, int attempt, Scope scope, DateTimeOffset now)
    {
        foreach (var strategy in Backoffs)
            if (strategy.Wait(response, attempt, scope, now) is { } wait) return wait;
        return RetryAfter.Read(response?.Header("retry-after"), response?.Header("date"), now) ?? BackoffStrategies.Power(0.5, attempt);
    }

    private static (ResponseAction Action, ConnectorFaultKind Kind, bool IsKnown) Meaning(int status) => status switch
    {
        >= 200 and < 300 => (ResponseAction.Success, ConnectorFaultKind.Source, true),
        401 or 403 => (ResponseAction.Fail, ConnectorFaultKind.Configuration, true),
        < 400 or 400 or 404 or 405 => (ResponseAction.Fail, ConnectorFaultKind.Source, true),
        429 => (ResponseAction.RateLimited, ConnectorFaultKind.Transient, true),
        408 or >= 500 => (ResponseAction.Retry, ConnectorFaultKind.Transient, true),
        _ => (ResponseAction.Retry, ConnectorFaultKind.Source, false),
    };
}
