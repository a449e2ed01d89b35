using System.Globalization;
using System.Text.RegularExpressions;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Errors;

/// <summary>How long to wait before a request is repeated.</summary>
internal interface IBackoffStrategy
{
    /// <summary>Null when this strategy cannot tell, so that the next is asked.</summary>
    /// <exception cref="ConnectorException">The source asks for a wait longer than the manifest accepts.</exception>
    TimeSpan? Wait(ResponseView? response, int attempt, Scope scope, DateTimeOffset now);
}

internal static class BackoffStrategies
{
    public static ComponentKinds<IBackoffStrategy> Kinds { get; } = new()
    {
        ["ConstantBackoffStrategy"] = ConstantBackoff.Compile,
        ["ExponentialBackoffStrategy"] = ExponentialBackoff.Compile,
        ["WaitTimeFromHeader"] = WaitTimeFromHeader.Compile,
        ["WaitUntilTimeFromHeader"] = WaitUntilTimeFromHeader.Compile,
    };

    /// <summary>factor * 2^attempt seconds.</summary>
    public static TimeSpan Power(double factor, int attempt) => TimeSpan.FromSeconds(Math.Min(factor * Math.Pow(2, Math.Min(attempt, 30)), 1e6));

    public static double? Seconds(Interpolated? template, Scope scope)
    {
        if (template is null) return null;
        var text = template.Render(scope);
        if (text.Length == 0) return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? Math.Min(seconds, 1e6)
            : throw new ConnectorException(ConnectorFaultKind.Configuration, $"{template.Path} must be a number of seconds, it is '{text}'");
    }

    // Only ever added, so that a source's own figure is never undercut; it spreads clients and needs no seed.
    public static TimeSpan Jitter(double? range) => TimeSpan.FromSeconds((range ?? 0) * 2 * Random.Shared.NextDouble());

    public static string? Header(ResponseView? response, Interpolated header, Interpolated? regex, Scope scope)
    {
        if (response?.Header(header.Render(scope)) is not { } value) return null;
        if (regex is null) return value;
        try
        {
            var match = Regex.Match(value, regex.Render(scope), RegexOptions.None, TimeSpan.FromSeconds(1));
            return match.Success ? match.Groups[match.Groups.Count > 1 ? 1 : 0].Value : null;
        }
        catch (ArgumentException e)
        {
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"{regex.Path}: not a regular expression: {e.Message}", e);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"{regex.Path}: the regular expression takes too long: make it simpler", e);
        }
    }

    public static TimeSpan Bounded(TimeSpan wait, Interpolated? maximum, Scope scope) =>
        Seconds(maximum, scope) is { } seconds && wait.TotalSeconds >= seconds
            ? throw new ConnectorException(
                ConnectorFaultKind.Transient,
                $"the source asks to wait {wait.TotalSeconds:0} s, the manifest accepts less than {seconds:0} s ({maximum!.Path}): try again later") { RetryAfter = wait }
            : wait;
}

internal sealed record ConstantBackoff(Interpolated Time, Interpolated? Jitter) : IBackoffStrategy
{
    public static ConstantBackoff? Compile(Component c) =>
        c.Template("backoff_time_in_seconds", required: true) is { } time ? new(time, c.Template("jitter_range_in_seconds")) : null;

    public TimeSpan? Wait(ResponseView? response, int attempt, Scope scope, DateTimeOffset now) =>
        BackoffStrategies.Seconds(Time, scope) is { } seconds
            ? TimeSpan.FromSeconds(seconds) + BackoffStrategies.Jitter(BackoffStrategies.Seconds(Jitter, scope))
            : null;
}

internal sealed record ExponentialBackoff(Interpolated? Factor, Interpolated? Jitter) : IBackoffStrategy
{
    public static ExponentialBackoff Compile(Component c) => new(c.Template("factor"), c.Template("jitter_range_in_seconds"));

    public TimeSpan? Wait(ResponseView? response, int attempt, Scope scope, DateTimeOffset now) =>
        BackoffStrategies.Power(BackoffStrategies.Seconds(Factor, scope) ?? 5, attempt)
        + BackoffStrategies.Jitter(BackoffStrategies.Seconds(Jitter, scope));
}

internal sealed record WaitTimeFromHeader(Interpolated Header, Interpolated? Regex, Interpolated? Maximum) : IBackoffStrategy
{
    public static WaitTimeFromHeader? Compile(Component c) => c.Template("header", required: true) is { } header
        ? new(header, c.Template("regex"), c.Template("max_waiting_time_in_seconds"))
        : null;

    public TimeSpan? Wait(ResponseView? response, int attempt, Scope scope, DateTimeOffset now) =>
        RetryAfter.Read(BackoffStrategies.Header(response, Header, Regex, scope), response?.Header("date"), now) is { } wait
            ? BackoffStrategies.Bounded(wait, Maximum, scope)
            : null;
}

internal sealed record WaitUntilTimeFromHeader(Interpolated Header, Interpolated? Regex, Interpolated? Minimum, Interpolated? Maximum) : IBackoffStrategy
{
    public static WaitUntilTimeFromHeader? Compile(Component c) => c.Template("header", required: true) is { } header
        ? new(header, c.Template("regex"), c.Template("min_wait"), c.Template("max_waiting_time_in_seconds"))
        : null;

    public TimeSpan? Wait(ResponseView? response, int attempt, Scope scope, DateTimeOffset now)
    {
        var least = BackoffStrategies.Seconds(Minimum, scope);
        var until = RetryAfter.ReadInstant(BackoffStrategies.Header(response, Header, Regex, scope), now);
        if (until is null && least is null) return null;
        var wait = until is null ? TimeSpan.Zero : RetryAfter.NotNegative(until.Value - now);
        if (least is { } seconds && wait.TotalSeconds < seconds) wait = TimeSpan.FromSeconds(seconds);
        return BackoffStrategies.Bounded(wait, Maximum, scope);
    }
}
