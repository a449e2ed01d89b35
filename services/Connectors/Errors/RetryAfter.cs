using System.Globalization;

namespace ControlPlane.Connectors.Errors;

/// <summary>Reads times that headers carry.</summary>
internal static class RetryAfter
{
    /// <summary>Seconds or an HTTP date; null when it is neither, or a date that is over.</summary>
    /// <param name="served">The response's <c>Date</c>: what its clock says tells more about its dates than ours. Null for none.</param>
    public static TimeSpan? Read(string? header, string? served, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(header)) return null;
        if (double.TryParse(header, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var seconds))
            return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue / 2;
        if (Date(header) is not { } until) return null;
        var wait = until - (Date(served) ?? now);
        return wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>A point in time: seconds since 1970, or seconds from now where the number is too small for that, or a date.</summary>
    public static DateTimeOffset? ReadInstant(string? header, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(header)) return null;
        if (!double.TryParse(header, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return Date(header);
        if (number > 1e11) number /= 1000; // milliseconds
        if (number > 1e11) return null;
        return number > 1e8 ? DateTimeOffset.UnixEpoch.AddSeconds(number) : now.AddSeconds(number);
    }

    public static TimeSpan NotNegative(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait;

    private static DateTimeOffset? Date(string? header) => DateTimeOffset.TryParse(header, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
